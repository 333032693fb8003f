package co.zencap.backup.files;

/**
 * A piece of a file in memory, on its way into a pack.
 *
 * @param file whose it is
 * @param index which piece of it, from 0
 * @param bytes at their beginning its content
 * @param length of the content
 */
record Chunk(PendingFile file, int index, byte[] bytes, int length) {
    /** Nothing more will come. */
    static final Chunk END = new Chunk(null, 0, new byte[0], 0);
}
