package co.zencap.backup.recovery.table;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Tables of a backup beside the live ones.
 *
 * @param id the schema's name in the live database
 * @param target whose backup
 * @param backup its id
 * @param takenAt as of when it shows the database
 * @param restoredAt when the tables were restored
 * @param operationId which did it
 * @param tables those in it
 */
public record RestoredSchema(
        String id,
        String target,
        String backup,
        Instant takenAt,
        Instant restoredAt,
        String operationId,
        List<Table> tables) {

    /**
     * One of them.
     *
     * @param name its name in the schema
     * @param of the live table, as a person names it
     * @param bytes that it takes on the server
     * @param key the columns that name a row; may be empty
     * @param notes what a person should know, one sentence each
     * @param differences what was found when it was last compared
     */
    public record Table(
            String name,
            String of,
            long rows,
            long bytes,
            List<String> key,
            List<String> notes,
            Optional<Differences> differences) {}

    /**
     * How many rows differ.
     *
     * @param byKey whether rows belong together by their key; else whole rows were counted
     * @param missing only in the backup
     * @param changed in both, and not the same
     * @param unexpected only in the live table
     */
    public record Differences(Instant comparedAt, boolean byKey, long missing, long changed, long unexpected) {}
}
