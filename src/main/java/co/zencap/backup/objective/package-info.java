/**
 * Judges recovery: how long it takes by what restoration tests measured, and how much would be lost by the age of backups.
 * What nobody has measured is unknown, not well.
 */
package co.zencap.backup.objective;
