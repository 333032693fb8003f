/**
 * The write-ahead log, kept as it is written: received by PostgreSQL's own program, sent on segment by segment, watched for
 * gaps. Base backups are ordinary backups; what lies here belongs to all of them.
 */
package co.zencap.backup.wal;
