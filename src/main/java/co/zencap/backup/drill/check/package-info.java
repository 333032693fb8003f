/**
 * The operator's own questions to a restored database. The fingerprint proves that it holds what the source held; only who
 * knows the application can say whether that makes sense. Each question is an SQL file, and the server itself, not a
 * parser of ours, sees to it that it asks and does not write.
 */
package co.zencap.backup.drill.check;
