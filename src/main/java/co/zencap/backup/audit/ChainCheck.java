package co.zencap.backup.audit;

import co.zencap.backup.catalog.AuditQueries;
import java.util.ArrayList;
import java.util.List;

/** Goes along a chain, row by row, and notes where it is broken. */
final class ChainCheck {
    private static final int MOST_PROBLEMS = 20;

    private final List<String> problems = new ArrayList<>();
    private Long firstBroken;
    private long last;
    private String head;
    private long rows;

    /**
     * @param after the number of the row before the first
     * @param head the hash of that
     */
    ChainCheck(long after, String head) {
        this.last = after;
        this.head = head;
    }

    void take(AuditQueries.Row row) {
        rows++;
        if (row.seq() > last + 1) {
            note(
                    last + 1,
                    row.seq() == last + 2
                            ? "Entry " + (last + 1) + " is missing: it was removed."
                            : "Entries " + (last + 1) + " to " + (row.seq() - 1) + " are missing: they were removed.");
        } else if (row.seq() <= last) {
            note(row.seq(), "There is a second entry " + row.seq() + ": it was inserted.");
        } else if (!row.previousHash().equals(head)) {
            note(
                    row.seq(),
                    "Entry " + row.seq()
                            + " does not follow the one before it: it, or that one, was changed or inserted.");
        }
        if (!AuditHash.of(row).equals(row.hash())) {
            note(row.seq(), "Entry " + row.seq() + " was changed: it does not have its hash.");
        }
        last = row.seq();
        head = row.hash();
    }

    void note(long seq, String problem) {
        firstBroken = firstBroken == null ? Long.valueOf(seq) : Long.valueOf(Math.min(firstBroken, seq));
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        } else if (problems.size() == MOST_PROBLEMS) {
            problems.add("There is more of the kind.");
        }
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** The number of the first row that does not fit; null when all do. */
    Long firstBroken() {
        return firstBroken;
    }

    long last() {
        return last;
    }

    String head() {
        return head;
    }

    long rows() {
        return rows;
    }
}
