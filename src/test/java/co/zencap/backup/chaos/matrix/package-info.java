/** Every fault at every phase of a backup's life where it makes sense, and what became of it. */
package co.zencap.backup.chaos.matrix;
