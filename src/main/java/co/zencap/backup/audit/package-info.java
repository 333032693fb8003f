/**
 * Who did what, when, from where and with what outcome: an append-only, hash-chained table of the catalog, and signed exports of
 * it in the repositories. The database makes the hashes, in one place, whoever writes; they are checked here, by code that
 * nobody who may write to the database can change.
 */
package co.zencap.backup.audit;
