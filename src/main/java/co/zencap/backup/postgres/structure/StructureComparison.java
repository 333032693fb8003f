package co.zencap.backup.postgres.structure;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Goes through two structures side by side, both in their order; memory does not grow with them. */
public final class StructureComparison {
    private static final String ROLE = "role";
    private static final String DISABLED_CONSTRAINT = "disabled constraint";

    /** A restore without roles can't have these. */
    public static final Set<String> OF_ROLES =
            Set.of("owner", "privileges", "default privileges", ROLE, "user mapping", "role setting");

    /** They belong to the database's name, and are compared apart. */
    public static final Set<String> OF_NAME = Set.of("database setting", "role setting");

    /** They are the server's, which may have had them before. */
    public static final Set<String> ROLES = Set.of(ROLE);

    private static final int DIFFERENCES_KEPT = 1000;

    private final Set<String> leftOut;
    private final boolean sameServer;
    private boolean sameReading;
    private final List<String> names = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private long compared;
    private long differing;

    /**
     * @param compared objects
     * @param differing how many of them
     * @param definitions whether what is known of each was compared as well
     * @param names a sentence for each of the first of those, with nothing but names
     * @param differences the same with what is different, which may be more than everybody should read
     */
    public record Compared(
            long compared, long differing, boolean definitions, List<String> names, List<String> differences) {}

    private StructureComparison(Set<String> leftOut, boolean sameServer) {
        this.leftOut = leftOut;
        this.sameServer = sameServer;
    }

    /**
     * @param expected the source's
     * @param found the restored one's
     * @param leftOut kinds that are not compared
     * @param sameServer whether both servers are of the same major version: another one writes definitions differently, and
     *     then they are looked for, but not compared; likewise when another version of this program has read the expected ones
     */
    public static Compared of(
            Iterator<StructureItem> expected, Iterator<StructureItem> found, Set<String> leftOut, boolean sameServer) {
        return new StructureComparison(leftOut, sameServer).run(expected, found);
    }

    private Compared run(Iterator<StructureItem> expected, Iterator<StructureItem> found) {
        StructureItem left = next(expected);
        StructureItem right = next(found);
        sameReading = left != null && left.equals(right);
        left = left != null && left.isReading() ? next(expected) : left;
        right = right != null && right.isReading() ? next(found) : right;
        String kind = "";
        while (left != null || right != null) {
            kind = left == null ? kind : left.kind();
            int order = left == null ? 1 : right == null ? -1 : left.compareTo(right);
            if (order < 0) {
                missing(left);
                left = next(expected);
            } else if (order > 0) {
                extra(right, kind);
                right = next(found);
            } else {
                if (sameServer
                        && sameReading
                        && left.isDescribed()
                        && !left.hash().equals(right.hash())) {
                    note(left, "is not as it was", difference(left, right));
                }
                compared++;
                left = next(expected);
                right = next(found);
            }
        }
        return new Compared(
                compared, differing, sameServer && sameReading, List.copyOf(names), List.copyOf(differences));
    }

    private void missing(StructureItem item) {
        // No dump says that a constraint is disabled: a restore enables it.
        if (!item.kind().equals(DISABLED_CONSTRAINT)) {
            note(item, "is missing", "is missing");
        }
    }

    private void extra(StructureItem item, String kindExpected) {
        // Who read it otherwise may not have known of such objects; one role more in a server harms nobody.
        if (!item.kind().equals(ROLE) && (sameReading || item.kind().equals(kindExpected))) {
            note(item, "is there, but should not be", "is there, but should not be");
        }
    }

    private StructureItem next(Iterator<StructureItem> items) {
        while (items.hasNext()) {
            StructureItem item = items.next();
            if (!leftOut.contains(item.kind())) {
                return item;
            }
        }
        return null;
    }

    private static String difference(StructureItem expected, StructureItem found) {
        return expected.facts().equals(found.facts())
                ? "is not defined as it was"
                : "is '" + found.facts() + "'; '" + expected.facts() + "' was expected";
    }

    private void note(StructureItem item, String brief, String what) {
        differing++;
        if (differences.size() < DIFFERENCES_KEPT) {
            String kind = item.kind().substring(0, 1).toUpperCase(Locale.ROOT)
                    + item.kind().substring(1);
            boolean ofAnother = OF_ROLES.contains(item.kind()) || item.kind().equals("comment");
            String subject = kind + (ofAnother ? " of " : " ") + item.name() + " ";
            names.add(subject + brief + ".");
            differences.add(subject + what + ".");
        }
    }
}
