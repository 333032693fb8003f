/**
 * Databases come and go on servers whose databases are all backed up. What there is, is asked of the server every few
 * minutes; what there was, the catalog remembers, so that what was dropped can still be brought back.
 */
package co.zencap.backup.discovery;
