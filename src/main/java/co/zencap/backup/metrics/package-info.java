/**
 * Figures for those who watch many services: named once, with their units, and given out as Prometheus reads them and as
 * JSON. Asking costs next to nothing: no repository is listed, the catalog is asked every half minute at most, and what it
 * said last is told while it is away.
 */
package co.zencap.backup.metrics;
