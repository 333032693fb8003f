/**
 * A recovery that the service carries out: each step is written down before it is taken, in a file of this machine and in the
 * catalog, so that whoever comes after a sudden end knows whether to go on or to take back. How a database is restored and
 * swapped is not decided here.
 */
package co.zencap.backup.recovery.workflow;
