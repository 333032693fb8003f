package co.zencap.backup.postgres.archive;

/**
 * One entry of an archive's table of contents: what is needed of it to find and check data. Definitions are left out,
 * they are the bulk of a large table of contents.
 *
 * @param dumpId the entry's number in this archive
 * @param description the kind of object, such as {@code TABLE DATA}
 * @param tag the object's name
 * @param namespace its schema, empty where it has none
 * @param copyStatement the COPY that takes the data, empty where there is none
 * @param dataState whether it has data, and whether the archive says where
 * @param dataPosition offset of the data's block, valid with {@link DataState#POSITION_SET} only
 * @param offsetField where in the archive the state byte and the eight bytes of the position stand
 */
public record TocEntry(
        int dumpId,
        String description,
        String tag,
        String namespace,
        String copyStatement,
        DataState dataState,
        long dataPosition,
        long offsetField) {

    /** The {@code K_OFFSET_} values of {@code pg_backup_archiver.h}. */
    public enum DataState {
        POSITION_NOT_SET(1),
        POSITION_SET(2),
        NO_DATA(3);

        final int code;

        DataState(int code) {
            this.code = code;
        }
    }

    boolean hasData() {
        return dataState != DataState.NO_DATA;
    }

    boolean isTableData() {
        return description.equals("TABLE DATA");
    }

    @Override
    public String toString() {
        return description + " " + (namespace.isEmpty() ? "" : namespace + ".") + tag + " (entry " + dumpId + ")";
    }
}
