package co.zencap.backup.audit;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.Repository;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what is new in the trail to the repositories: whoever changes the catalog's rows, or cuts them off, contradicts them
 * there. Before, it looks whether the catalog still has what was exported last, and tells people when it has not.
 */
public final class AuditExport {
    static final int PAGE = 1000;
    private static final String WATCH = "audit trail";
    private static final Logger LOG = LoggerFactory.getLogger(AuditExport.class);

    private final AuditQueries catalog;
    private final List<Repository> repositories;
    private final Optional<MasterKey> key;
    private final String service;
    private final Clock clock;

    /** @param key signs what is exported; without one a hash is all there is */
    public AuditExport(
            AuditQueries catalog, List<Repository> repositories, Optional<MasterKey> key, String service, Clock clock) {
        this.catalog = catalog;
        this.repositories = repositories.stream().filter(Repository::mayStore).toList();
        this.key = key;
        this.service = service;
        this.clock = clock;
    }

    /**
     * What became of it.
     *
     * @param rows exported now, in the repository that got most
     * @param problems that the trail has, or what was exported of it; then nothing of it was exported there
     * @param away repositories that could not be asked, and why
     */
    public record Outcome(long rows, List<String> problems, List<String> away) {}

    /** Exports what is new to each repository. */
    public synchronized Outcome run() {
        var problems = new ArrayList<String>();
        var away = new ArrayList<String>();
        long most = 0;
        Optional<AuditQueries.Trail> trail = catalog.trail();
        if (trail.isEmpty()) {
            return new Outcome(0, List.of("The trail's name was taken out of the catalog."), List.of());
        }
        for (Repository repository : repositories) {
            try {
                most = Math.max(most, export(repository, trail.get(), problems));
            } catch (BrokenSegment e) {
                LOG.warn("What {} has of the audit trail can't be verified: {}", repository.id(), e.getMessage());
                problems.add("In " + repository.id() + ": " + e.getMessage());
            } catch (IOException e) {
                LOG.warn("The audit trail could not be exported to {}: {}", repository.id(), e.getMessage());
                away.add(repository.id() + ": " + e.getMessage());
            }
        }
        return new Outcome(most, problems, away);
    }

    /**
     * As the timer does it: with what people are to be told.
     *
     * @return none while a repository is away and the others show nothing: what it has shown is not over by that
     */
    public List<Sightings> watch() {
        Outcome outcome = run();
        if (outcome.problems().isEmpty() && !outcome.away().isEmpty()) {
            return List.of();
        }
        List<Alert> alerts = outcome.problems().isEmpty()
                ? List.of()
                : List.of(Alert.of(
                                Level.CRITICAL,
                                "audit",
                                "",
                                new Problem(
                                        "The audit trail was changed",
                                        String.join(" ", outcome.problems()),
                                        "./zencap audit verify shows where. Find out who can write to the catalog, and"
                                                + " take what was exported as the truth."),
                                null,
                                null,
                                clock.instant())
                        .about(WATCH));
        return List.of(new Sightings(WATCH, clock.instant(), alerts));
    }

    private long export(Repository repository, AuditQueries.Trail trail, List<String> problems) throws IOException {
        var shelf = new AuditShelf(repository, service);
        Optional<AuditSegment> last = shelf.last(trail.id(), key);
        long after = last.map(segment -> segment.seal().to()).orElse(0L);
        String head = last.map(segment -> segment.seal().head()).orElse(AuditHash.NONE);
        if (last.isPresent() && contradicted(repository, last.get(), problems)) {
            return 0;
        }
        long exported = 0;
        while (true) {
            List<AuditQueries.Row> rows = catalog.after(after, PAGE);
            var chain = new ChainCheck(after, head);
            rows.forEach(chain::take);
            if (!chain.problems().isEmpty()) {
                problems.addAll(chain.problems());
                return exported;
            }
            if (rows.isEmpty()) {
                return exported;
            }
            byte[] file = AuditSegment.write(trail, service, rows, clock.instant(), key);
            String name = AuditSegment.folder(service) + trail.id() + "/"
                    + String.format("%012d-%012d.jsonl", after + 1, chain.last());
            // Another node may have been faster: then it is there already, and what it holds is the same.
            repository.putIfAbsent(name, file);
            exported += rows.size();
            after = chain.last();
            head = chain.head();
        }
    }

    /** Whether the catalog does not have any more what was exported of it. */
    private boolean contradicted(Repository repository, AuditSegment last, List<String> problems) {
        long to = last.seal().to();
        List<AuditQueries.Row> there = catalog.after(to - 1, 1);
        if (there.isEmpty() || there.get(0).seq() != to) {
            problems.add("Entry " + to + ", which " + repository.id()
                    + " has, is not in the catalog: the trail's end was cut off.");
            return true;
        }
        if (!there.get(0).hash().equals(last.seal().head())) {
            problems.add("Entry " + to + " in the catalog is not the one that " + repository.id()
                    + " has: the trail was written anew.");
            return true;
        }
        return false;
    }
}
