/** Files and folders, whatever is in them: what only their owner may see, and what goes as a whole. */
package co.zencap.backup.disk;
