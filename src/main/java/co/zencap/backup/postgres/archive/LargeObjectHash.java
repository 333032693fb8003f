package co.zencap.backup.postgres.archive;

/** The hash of one large object: its OID, then its content in pieces of any size. */
final class LargeObjectHash {
    private final RowHash hash;
    private long bytes;

    LargeObjectHash(RowHash hash, int oid) {
        this.hash = hash;
        hash.update(new byte[] {(byte) oid, (byte) (oid >>> 8), (byte) (oid >>> 16), (byte) (oid >>> 24)}, 0, 4);
    }

    void accept(byte[] content, int offset, int length) {
        hash.update(content, offset, length);
        bytes += length;
    }

    void addTo(HashSum sum) {
        hash.finish();
        sum.add(hash, bytes);
    }
}
