/** What a person must know. Which channels there are and in which order is in {@code routes/alert.camel.yaml}. */
package co.zencap.backup.alert;
