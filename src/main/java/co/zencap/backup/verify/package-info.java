/**
 * Verification: checks on a stored backup without restoring it for use. A copy is read whole; metadata that we wrote
 * ourselves proves nothing.
 */
package co.zencap.backup.verify;
