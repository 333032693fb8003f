/**
 * What a database is made of beside rows: tables, columns, constraints, indexes, functions, triggers, policies, owners and
 * so on. Read on the source in the dump's own snapshot, it is compared with what a restore has brought back.
 */
package co.zencap.backup.postgres.structure;
