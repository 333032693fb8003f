/**
 * Watches: what goes wrong without an operation that fails. Each case is told once, until it is over. The routes of
 * {@code routes/monitoring.camel.yaml} say when they look.
 */
package co.zencap.backup.monitor;
