/**
 * Operations: one run of anything, with progress and outcome. The live ones are kept in memory, because the catalog may be
 * away when they matter most; every change of state is handed to a recorder, which writes it to the catalog or, while that
 * is away, to a journal.
 */
package co.zencap.backup.operation;
