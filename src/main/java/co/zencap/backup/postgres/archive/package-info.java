/**
 * Proof of content: what a dump holds, row for row, and whether a database holds the same.
 *
 * <p>A restore that ended without error proves little. Here the dump itself is read as it streams by
 * ({@link co.zencap.backup.postgres.archive.FingerprintTap}), every COPY line is hashed, and the hashes of a table are
 * summed, so that their order doesn't matter. The same sum, taken by COPY from the restored database
 * ({@link co.zencap.backup.postgres.archive.DatabaseScan}), must be equal. It costs the source server nothing.
 *
 * <p>Rows are compared as text, in the encoding of the dump and under the session settings of
 * {@link co.zencap.backup.postgres.PinnedSettings}, which pg_dump, pg_restore and the comparing session must share.
 * Only pg_dump's custom format without compression is read; compression is another stage's work.
 */
package co.zencap.backup.postgres.archive;
