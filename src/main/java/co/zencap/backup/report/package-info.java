/** Status reports for people: what each says is in a class of its own. When they are sent, and how, is in {@code routes/report.camel.yaml}. */
package co.zencap.backup.report;
