/**
 * Restoration tests: a restore into a throwaway database, compared with the source as of the dump's own snapshot. 'Restored
 * without error' alone is never called a success.
 */
package co.zencap.backup.drill;
