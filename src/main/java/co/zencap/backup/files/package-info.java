/**
 * Backups of files: a scan finds what is there, what is new goes into packs (tar files of content, each piece named by its
 * SHA-256), and an index says for every path where its content lies, in this backup's packs or in an older one's.
 */
package co.zencap.backup.files;
