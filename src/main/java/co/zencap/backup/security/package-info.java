/**
 * Looks whether what should protect the backups does: encryption, keys, file modes, the bucket, connections, and what the
 * database's role and the bucket's credentials may do. It only asks; nothing is changed, and what can't be known without a
 * change is said not to be known.
 */
package co.zencap.backup.security;
