package co.zencap.backup.postgres.structure;

import co.zencap.backup.figures.Shortened;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * One object of a database.
 *
 * @param kind such as {@code index}
 * @param name whole, and quoted as in SQL
 * @param facts what is known of it, for people; the beginning where it is long
 * @param hash of all that is known of it, 32 hexadecimal digits
 */
public record StructureItem(String kind, String name, String facts, String hash) implements Comparable<StructureItem> {
    private static final int FACTS_SHOWN = 160;

    /** The server writes these anew from what it has parsed, and not always in the same words. */
    private static final Set<String> DEFINITIONS = Set.of(
            "column",
            "constraint",
            "domain",
            "index",
            "materialized view",
            "policy",
            "publication table",
            "rule",
            "statistics",
            "table",
            "trigger",
            "view");

    private static final Set<String> FUNCTIONS = Set.of("function", "procedure");

    /** Sorts before all others. */
    private static final String READING = "";

    /** How the others were read. */
    static StructureItem ofReading(String query) {
        return new StructureItem(READING, "", "", hash(query));
    }

    boolean isReading() {
        return kind.equals(READING);
    }

    static StructureItem of(String kind, String name, String facts) {
        String compared = DEFINITIONS.contains(kind)
                ? Definition.normalised(facts)
                : FUNCTIONS.contains(kind) ? Definition.ofFunction(facts) : facts;
        return new StructureItem(
                kind, name, Shortened.of(facts, FACTS_SHOWN, "...").strip(), hash(compared));
    }

    /** The same without what is known of it: it is there, and that is all. */
    public StructureItem undescribed() {
        return new StructureItem(kind, name, "", "");
    }

    boolean isDescribed() {
        return !hash.isEmpty();
    }

    /** Of 64 bits: tells whether two readings agree, against nobody who would forge one. */
    public long shortHash() {
        return Long.parseUnsignedLong(hash(kind + '\0' + name + '\0' + hash).substring(0, 16), 16);
    }

    /** By kind and name in UTF-8, as the server sorts them. */
    @Override
    public int compareTo(StructureItem other) {
        int kinds = compare(kind, other.kind);
        return kinds != 0 ? kinds : compare(name, other.name);
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(DigestUtils.sha256(text), 0, 16);
    }
}
