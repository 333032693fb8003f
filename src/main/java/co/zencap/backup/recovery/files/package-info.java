/**
 * Bringing files back into use: restored beside the live tree on its own file system, compared with the backup's index, and then
 * swapped in by renaming. Java can't exchange two names in one step, so that each swap is written down before it begins:
 * whoever comes after a sudden end finishes it, or takes it back. Nothing that was live is ever deleted here.
 */
package co.zencap.backup.recovery.files;
