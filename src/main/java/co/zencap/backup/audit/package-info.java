/**
 * Who deleted, held or released what, when and why: an append-only, hash-chained table of the catalog. The hash is computed
 * by the database, in one place; here rows are only worded.
 */
package co.zencap.backup.audit;
