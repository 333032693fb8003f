/**
 * A whole cluster brought back to any instant that its base backups and its write-ahead log hold, in a folder of its own:
 * unpacked, replayed, looked through while it can't change, and only then made a server of its own.
 */
package co.zencap.backup.recovery.pointintime;
