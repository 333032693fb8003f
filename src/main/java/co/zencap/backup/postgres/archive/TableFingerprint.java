package co.zencap.backup.postgres.archive;

import java.util.List;

/**
 * What a table holds, in a few words that any change of a row changes, and no change of the rows' order.
 *
 * @param schema the table's schema
 * @param table the table's name
 * @param columns the columns whose content counts, in this order; generated ones are never among them
 * @param rows number of rows
 * @param bytes size of the rows as COPY text, line feeds included; 0 where they were only counted
 * @param hash {@code xxh3-128-sum:} and 32 hex digits: the sum of the rows' XXH3-128, each half modulo 2^64; rows of
 *     more than 256 KiB are hashed in a chain of blocks; {@code none:} where they were only counted
 */
public record TableFingerprint(String schema, String table, List<String> columns, long rows, long bytes, String hash) {
    public TableFingerprint {
        columns = List.copyOf(columns);
    }

    static TableFingerprint of(TableName name, List<String> columns, HashSum sum) {
        return new TableFingerprint(name.schema(), name.table(), columns, sum.count(), sum.bytes(), sum.toString());
    }

    static TableFingerprint ofCount(TableName name, List<String> columns, long rows) {
        return new TableFingerprint(name.schema(), name.table(), columns, rows, 0, HashSum.NONE);
    }

    // Not named like an accessor of a component: it is derived, and no part of the JSON.
    TableName tableName() {
        return new TableName(schema, table);
    }
}
