/**
 * PostgreSQL from the outside: how to reach a server, which client programs to run and how, and a server of our own for
 * sandboxes. PostgreSQL's own tools do the dumping and restoring; this package runs them as supervised processes whose
 * secrets travel in a private passfile, whose database name travels in {@code PGDATABASE} (a name in an argument may be a
 * connection string that redirects them), and whose every failure is said in words.
 */
package co.zencap.backup.postgres;
