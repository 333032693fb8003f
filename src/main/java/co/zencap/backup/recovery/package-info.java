/**
 * Bringing back what was lost. Nothing here ever writes over something that exists: what is restored lies beside it, and
 * a person decides.
 */
package co.zencap.backup.recovery;
