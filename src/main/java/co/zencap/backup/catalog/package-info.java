/**
 * The catalog: history, state and index in PostgreSQL. It is an index and not the truth: while it is away, entries wait in
 * a local journal, in order, and nothing that matters stops. Statements are files, run by the Camel SQL component from
 * {@code routes/catalog.camel.yaml}.
 */
package co.zencap.backup.catalog;
