package co.zencap.backup.audit;

import co.zencap.backup.catalog.AuditQueries;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The hash of a row: SHA-256 of a JSON array of all that it holds and of the hash before, written as PostgreSQL writes
 * {@code jsonb}. Rows of before calls were written down lack the last three.
 */
public final class AuditHash {
    /** Stands for the hash before the first row. */
    public static final String NONE = "0".repeat(64);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private AuditHash() {}

    /** What a row's hash has to be. */
    public static String of(AuditQueries.Row row) {
        return DigestUtils.sha256Hex(content(row).getBytes(StandardCharsets.UTF_8));
    }

    /** What is hashed. */
    static String content(AuditQueries.Row row) {
        var json = new StringBuilder("[").append(row.seq());
        for (String text : new String[] {
            row.id(),
            TIME.format(row.at()),
            row.actor(),
            row.action(),
            row.target(),
            row.repository(),
            row.backupId(),
            row.operationId()
        }) {
            append(json, text);
        }
        json.append(", ").append(row.bytes());
        append(json, row.reason());
        append(json, row.previousHash());
        if (row.source() != null || row.outcome() != null || row.detail() != null) {
            append(json, row.source());
            append(json, row.outcome());
            append(json, row.detail());
        }
        return json.append(']').toString();
    }

    private static void append(StringBuilder json, String text) {
        json.append(", ");
        if (text == null) {
            json.append("null");
            return;
        }
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
