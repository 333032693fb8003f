/**
 * What is lost is mostly a table, or a few rows. Tables of a backup are restored into a schema of their own beside the live
 * ones, compared with them by key, and chosen rows are copied back. Nothing here drops, locks or changes a live table but that
 * last step, which is one transaction. What there is to know about restored tables stands in comments on the server, so that
 * it is there for as long as they are.
 */
package co.zencap.backup.recovery.table;
