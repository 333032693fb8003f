package co.zencap.backup.audit;

import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks whether the trail is whole: each row has its hash and follows the one before, in the catalog and in what was exported,
 * and both tell the same. Needs no catalog to look at what was exported. Keeps no more than one file and one page in memory.
 */
public final class AuditVerification {
    private final Optional<AuditQueries> catalog;
    private final List<Repository> repositories;
    private final Optional<MasterKey> key;
    private final String service;
    private final Clock clock;

    /** @param catalog empty: only the repositories are looked at */
    public AuditVerification(
            Optional<AuditQueries> catalog,
            List<Repository> repositories,
            Optional<MasterKey> key,
            String service,
            Clock clock) {
        this.catalog = catalog;
        this.repositories = List.copyOf(repositories);
        this.key = key;
        this.service = service;
        this.clock = clock;
    }

    /**
     * What was found.
     *
     * @param intact whether nothing is wrong with what could be read
     * @param firstBroken the number of the first row in the catalog that does not fit; null when all do
     * @param parts the catalog, and each repository
     * @param notes what a person should know, and is not wrong by itself
     */
    public record Report(boolean intact, Instant at, Long firstBroken, List<Part> parts, List<String> notes) {}

    /**
     * @param place catalog, or the repository's name
     * @param read whether it could be read
     * @param rows how many rows there are
     * @param last number of the last one
     * @param head its hash
     * @param problems what is wrong
     */
    public record Part(String place, boolean read, long rows, long last, String head, List<String> problems) {}

    /** Reads all of it. */
    public Report run() {
        var notes = new ArrayList<String>();
        Optional<String> trail = Optional.empty();
        Optional<String> away = catalog.isEmpty() ? Optional.of("It was not asked.") : Optional.empty();
        if (catalog.isPresent()) {
            try {
                trail = catalog.get().trail().map(AuditQueries.Trail::id);
            } catch (RuntimeException e) {
                away = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        var parts = new ArrayList<Part>();
        var anchors = new TreeMap<Long, Map<String, String>>();
        for (Repository repository : repositories) {
            parts.add(look(repository, trail, away.isPresent(), anchors, notes));
        }
        Long firstBroken = null;
        if (away.isEmpty()) {
            var chain = new ChainCheck(0, AuditHash.NONE);
            if (trail.isEmpty()) {
                chain.note(1, "The trail's name was taken out of the catalog.");
            }
            parts.add(0, walk(chain, anchors));
            firstBroken = chain.firstBroken();
        } else {
            parts.add(0, new Part("catalog", false, 0, 0, null, List.of()));
            notes.add("The catalog was left out: " + away.get());
        }
        boolean intact = parts.stream().allMatch(part -> part.problems().isEmpty());
        return new Report(intact, clock.instant(), firstBroken, List.copyOf(parts), List.copyOf(notes));
    }

    /** @param anchors takes, by numbers, which hash which repository knows */
    private Part look(
            Repository repository,
            Optional<String> current,
            boolean alone,
            Map<Long, Map<String, String>> anchors,
            List<String> notes) {
        var problems = new ArrayList<String>();
        long rows = 0;
        long last = 0;
        String head = null;
        try {
            var shelf = new AuditShelf(repository, service);
            for (String trail : shelf.trails()) {
                boolean isCurrent = current.isPresent() && current.get().equals(trail);
                var heads = new TreeMap<Long, String>(Map.of(0L, AuditHash.NONE));
                long ownRows = 0;
                for (String file : shelf.files(trail)) {
                    AuditSegment segment;
                    try {
                        segment = shelf.read(file, key);
                    } catch (IOException e) {
                        problems.add(e.getMessage());
                        continue;
                    }
                    link(file, segment, heads, problems);
                    ownRows = Math.max(ownRows, segment.seal().to());
                    if (isCurrent) {
                        anchors.computeIfAbsent(segment.seal().to(), seq -> new TreeMap<>())
                                .put(repository.id(), segment.seal().head());
                    }
                }
                if (isCurrent || alone) {
                    rows += ownRows;
                    last = heads.lastKey();
                    head = heads.lastEntry().getValue();
                }
                if (!isCurrent && !alone) {
                    notes.add(repository.id() + " has an earlier trail, " + trail + ", of " + heads.lastKey()
                            + " entries: the catalog was made anew after it, or was exchanged.");
                }
            }
            if (shelf.trails().isEmpty()) {
                notes.add(repository.id() + " has nothing of the trail yet, so that a cut-off end would not be seen.");
            }
        } catch (IOException e) {
            notes.add(repository.id() + " was left out: " + e.getMessage());
            return new Part(repository.id(), false, 0, 0, null, List.of());
        }
        return new Part(repository.id(), true, rows, last, head, List.copyOf(problems));
    }

    /** Two nodes may have exported the same rows; what each file follows must be there. */
    private static void link(String file, AuditSegment segment, TreeMap<Long, String> heads, List<String> problems) {
        long before = segment.seal().from() - 1;
        String known = heads.get(before);
        if (known == null && before > heads.lastKey()) {
            problems.add("Before " + file + " entries " + (heads.lastKey() + 1) + " to " + before + " are missing.");
        } else if (known != null && !known.equals(segment.seal().previousHash())) {
            problems.add(file + " does not follow what lies before it.");
        }
        segment.rows().forEach(row -> {
            String same = heads.get(row.seq());
            if (same != null && !same.equals(row.hash())) {
                problems.add(file + " tells another entry " + row.seq() + " than another file does.");
            }
        });
        heads.put(segment.seal().to(), segment.seal().head());
    }

    private Part walk(ChainCheck chain, TreeMap<Long, Map<String, String>> anchors) {
        AuditQueries rows = catalog.orElseThrow();
        for (var page = rows.after(0, AuditExport.PAGE);
                !page.isEmpty();
                page = rows.after(chain.last(), AuditExport.PAGE)) {
            for (AuditQueries.Row row : page) {
                chain.take(row);
                anchors.getOrDefault(row.seq(), Map.of()).forEach((repository, hash) -> {
                    if (!hash.equals(row.hash())) {
                        chain.note(
                                row.seq(),
                                "Entry " + row.seq() + " is not the one that was exported to " + repository + ".");
                    }
                });
            }
        }
        anchors.tailMap(chain.last(), false).forEach((seq, known) -> {
            String where = String.join(", ", known.keySet());
            chain.note(
                    chain.last() + 1,
                    "Entries " + (chain.last() + 1) + " to " + seq + ", which " + where
                            + " has, are not in the catalog: the trail's end was cut off.");
        });
        return new Part("catalog", true, chain.rows(), chain.last(), chain.head(), chain.problems());
    }
}
