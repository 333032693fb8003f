package co.zencap.backup.postgres;

/**
 * A folder of its own in which a cluster keeps tables, beside its data directory.
 *
 * @param oid by which the server finds it: as {@code pg_tblspc/<oid>} in the data directory
 * @param name as people call it
 * @param location the folder on the server's machine
 * @param bytes what of it is in a base backup's tar; 0 where that is not known
 */
public record Tablespace(long oid, String name, String location, long bytes) {

    /** Where the server finds it in its data directory. */
    public String place() {
        return "pg_tblspc/" + oid;
    }

    Tablespace of(long size) {
        return new Tablespace(oid, name, location, size);
    }
}
