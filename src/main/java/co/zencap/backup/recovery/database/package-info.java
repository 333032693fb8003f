/**
 * A database's recovery: restored beside the live one, compared, put in its place, and back again. The live database is
 * never written to. Its name changes hands in one transaction of the server, so that whatever ends us leaves either the old
 * or the new one under it, and never none.
 */
package co.zencap.backup.recovery.database;
