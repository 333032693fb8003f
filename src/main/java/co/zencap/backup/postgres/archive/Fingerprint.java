package co.zencap.backup.postgres.archive;

import co.zencap.backup.postgres.archive.Difference.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The content of a database, or of a dump.
 *
 * @param encoding PostgreSQL's name of the encoding in which the rows' text was hashed: the dump's
 * @param tables sorted by schema and name
 * @param largeObjects all large objects together
 * @param sequences where they stand; empty in fingerprints of before they were kept
 */
public record Fingerprint(
        String encoding,
        List<TableFingerprint> tables,
        LargeObjects largeObjects,
        Optional<List<SequenceValue>> sequences) {
    public Fingerprint {
        sequences = sequences == null ? Optional.empty() : sequences;
        tables = tables.stream()
                .sorted(Comparator.comparing(TableFingerprint::tableName))
                .toList();
    }

    /** Rows of all tables together. */
    public long totalRows() {
        return tables.stream().mapToLong(TableFingerprint::rows).sum();
    }

    /** Whether rows and large objects were only counted: then it proves nothing of their content. */
    public boolean countsOnly() {
        return largeObjects.countOnly();
    }

    /** The same without what it knows of the content. */
    Fingerprint counts() {
        return new Fingerprint(
                encoding,
                tables.stream()
                        .map(table -> TableFingerprint.ofCount(table.tableName(), table.columns(), table.rows()))
                        .toList(),
                LargeObjects.ofCount(largeObjects.count()),
                sequences);
    }

    /** In what {@code found} is not what this fingerprint, the expected one, says; empty when they agree. One of counts is content with counts. */
    public List<Difference> differences(Fingerprint found) {
        List<Difference> all = new ArrayList<>();
        if (!encoding.equals(found.encoding)) {
            all.add(new Difference(
                    Kind.NOT_COMPARABLE,
                    "encoding",
                    String.format(
                            "The rows can't be compared: one fingerprint is in the encoding %s, the other in %s.",
                            encoding, found.encoding)));
            return all;
        }
        if (countsOnly() && !found.countsOnly()) {
            return differences(found.counts());
        }
        Map<TableName, List<TableFingerprint>> others = byName(found.tables);
        byName(tables)
                .forEach((name, parts) -> all.addAll(compare(
                        name, parts, Optional.ofNullable(others.remove(name)).orElse(List.of()))));
        others.keySet().forEach(name -> all.add(difference(Kind.UNEXPECTED, name, "is there, but should not be.")));
        compare(largeObjects, found.largeObjects).ifPresent(all::add);
        if (sequences.isPresent() && found.sequences.isPresent()) {
            all.addAll(differences(sequences.get(), found.sequences.get()));
        }
        return all;
    }

    private static Map<TableName, List<TableFingerprint>> byName(Collection<TableFingerprint> tables) {
        return tables.stream()
                .collect(Collectors.groupingBy(TableFingerprint::tableName, TreeMap::new, Collectors.toList()));
    }

    /** A name stands for one fingerprint; should it have several, they must agree as they are. */
    private static List<Difference> compare(
            TableName name, List<TableFingerprint> expected, List<TableFingerprint> found) {
        if (found.isEmpty()) {
            return List.of(difference(
                    Kind.MISSING, name, "is missing; %,d rows were expected.", sum(expected, TableFingerprint::rows)));
        }
        if (expected.size() > 1 || found.size() > 1) {
            return expected.equals(found)
                    ? List.of()
                    : List.of(difference(Kind.NOT_COMPARABLE, name, "has several fingerprints, which are not equal."));
        }
        return compare(name, expected.get(0), found.get(0)).stream().toList();
    }

    private static long sum(List<TableFingerprint> tables, Function<TableFingerprint, Long> value) {
        return tables.stream().mapToLong(value::apply).sum();
    }

    private static Optional<Difference> compare(TableName name, TableFingerprint expected, TableFingerprint found) {
        if (!expected.columns().equals(found.columns())) {
            return Optional.of(difference(
                    Kind.COLUMNS, name, "has the columns %s; expected: %s.", found.columns(), expected.columns()));
        }
        if (expected.rows() != found.rows()) {
            return Optional.of(
                    difference(Kind.ROWS, name, "has %,d rows; %,d were expected.", found.rows(), expected.rows()));
        }
        if (!kind(expected.hash()).equals(kind(found.hash()))) {
            return Optional.of(difference(
                    Kind.NOT_COMPARABLE,
                    name,
                    "has hashes of two kinds, %s and %s.",
                    kind(expected.hash()),
                    kind(found.hash())));
        }
        if (!expected.hash().equals(found.hash()) || expected.bytes() != found.bytes()) {
            return Optional.of(difference(
                    Kind.CONTENT,
                    name,
                    "has the expected %,d rows, but their content differs (%,d bytes; %,d were expected).",
                    expected.rows(),
                    found.bytes(),
                    expected.bytes()));
        }
        return Optional.empty();
    }

    private static Optional<Difference> compare(LargeObjects expected, LargeObjects found) {
        if (expected.equals(found)) {
            return Optional.empty();
        }
        if (expected.countOnly() != found.countOnly()) {
            return Optional.of(new Difference(
                    Kind.NOT_COMPARABLE, "large objects", "The large objects were hashed once and only counted once."));
        }
        boolean sameCount = expected.count() == found.count();
        String sentence = sameCount
                ? "The content of the large objects differs (%d objects, %,d bytes; %,d bytes were expected)."
                        .formatted(found.count(), found.bytes(), expected.bytes())
                : String.format(
                        Locale.ROOT,
                        "There are %,d large objects; %,d were expected.",
                        found.count(),
                        expected.count());
        return Optional.of(new Difference(sameCount ? Kind.CONTENT : Kind.ROWS, "large objects", sentence));
    }

    private static List<Difference> differences(List<SequenceValue> expected, List<SequenceValue> found) {
        Map<TableName, SequenceValue> others = new TreeMap<>();
        found.forEach(sequence -> others.put(sequence.tableName(), sequence));
        List<Difference> all = new ArrayList<>();
        for (SequenceValue sequence : expected) {
            TableName name = sequence.tableName();
            SequenceValue other = others.get(name);
            if (other == null) {
                String sentence = "Sequence " + name + " is missing; it stood " + sequence.where() + ".";
                all.add(new Difference(Kind.MISSING, name.toString(), sentence));
            } else if (!other.equals(sequence)) {
                String sentence =
                        "Sequence " + name + " stands " + other.where() + "; " + sequence.where() + " was expected.";
                all.add(new Difference(Kind.CONTENT, name.toString(), sentence));
            }
        }
        return all;
    }

    private static String kind(String hash) {
        return hash.substring(0, hash.indexOf(':') + 1);
    }

    private static Difference difference(Kind kind, TableName name, String what, Object... values) {
        return new Difference(kind, name.toString(), "Table " + name + " " + String.format(Locale.ROOT, what, values));
    }
}
