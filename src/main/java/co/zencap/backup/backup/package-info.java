/**
 * What a backup is, and the steps of making one. The steps' order is in {@code routes/database-backup.camel.yaml}; the
 * classes here each do one of them.
 */
package co.zencap.backup.backup;
