package co.zencap.backup.recovery.table;

import co.zencap.backup.postgres.archive.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A table as the backup has it.
 *
 * @param name its own
 * @param columns those whose values are in the backup, in its order: all but generated ones
 * @param key the columns that name a row: of its primary key, or of a constraint that is as good; may be empty
 * @param parts the tables that its rows are in: itself, or its partitions
 */
record SourceTable(TableName name, List<Column> columns, List<String> key, List<TableName> parts) {

    /**
     * One of its columns.
     *
     * @param type as SQL has it, with its modifiers
     * @param bareType the same without
     * @param collation where it is another than its type's
     * @param definition of its type, and of all types in it; two of the same are the same type
     */
    record Column(String name, String type, String bareType, Optional<String> collation, String definition) {}
}
