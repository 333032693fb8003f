/**
 * The one way to restore a database, whatever for: a restoration test throws the result away, a recovery puts it in the
 * place of the live one.
 */
package co.zencap.backup.restore;
