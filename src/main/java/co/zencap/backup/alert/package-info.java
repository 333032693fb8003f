/** What a person must know. What becomes of it, and when, is in {@code routes/alert.camel.yaml}; each channel has a file of routes. */
package co.zencap.backup.alert;
