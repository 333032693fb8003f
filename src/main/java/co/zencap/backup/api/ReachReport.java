package co.zencap.backup.api;

import co.zencap.backup.backup.BackupRuns;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogFailure;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.health.Component;
import co.zencap.backup.health.Finding;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.S3Capabilities;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells whether what the service needs can be used now: the repositories and the catalog. */
public final class ReachReport {
    private final Settings settings;
    private final CatalogQueries queries;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final Reachability reachability;
    private final Journal journal;

    /** @param journal of what waits to be written to the catalog */
    public ReachReport(
            Settings settings,
            CatalogQueries queries,
            Journal journal,
            LocalRepository local,
            Optional<S3Repository> offsite) {
        this.settings = settings;
        this.queries = queries;
        this.journal = journal;
        this.local = local;
        this.offsite = offsite;
        this.reachability = new Reachability(offsite);
    }

    /**
     * How one of them is.
     *
     * @param described for the API
     */
    record Reach(String name, boolean reachable, String detail, Map<String, Object> described) {}

    /**
     * How the catalog is, and what it says.
     *
     * @param openAlerts null while it is away
     * @param newestBackups of each target; empty while it is away
     */
    record CatalogReach(Reach reach, Long openAlerts, Map<String, BackupRow> newestBackups) {}

    /** Whether the catalog answers; throws why not. */
    public Finding catalogAnswers() {
        queries.openAlerts(settings.target().value());
        return Finding.up("It answers.");
    }

    /** The repositories as parts of the service's health. */
    public List<Component> components() {
        var components = new ArrayList<Component>();
        components.add(Component.of("repository " + local.id(), () -> {
                    Reach reach = local();
                    return reach.reachable()
                            ? Finding.up("It can be written to.")
                            : Finding.down(
                                    "The folder " + local.root() + " can't be written to.",
                                    "See whether its disk is mounted, and who owns it.");
                })
                .timed()
                .vital());
        offsite.ifPresent(
                repository -> components.add(Component.of("repository " + repository.id(), () -> answer(repository))
                        .timed()));
        return components;
    }

    private static Finding answer(S3Repository repository) throws IOException {
        try (var objects = repository.list("")) {
            objects.findFirst();
            return Finding.up("It answers.");
        }
    }

    /** Adds warnings. */
    CatalogReach catalog(List<String> warnings) {
        String location = settings.catalog().toString();
        try {
            long alerts = queries.openAlerts(settings.target().value());
            Map<String, BackupRow> newest = queries.newestBackups();
            Map<String, Object> described = StatusReport.ordered("reachable", true, "location", location);
            if (journal.bytes() > 0) {
                described.put(
                        "waitingBackups", journal.waiting(BackupRuns.LISTING).size());
            }
            return new CatalogReach(new Reach("catalog", true, "reachable", described), alerts, newest);
        } catch (RuntimeException e) {
            Problem problem = e instanceof CatalogFailure away ? away.problem() : Problem.of("The catalog is away", e);
            warnings.add(problem.sentence());
            var described = StatusReport.ordered("reachable", false, "location", location, "detail", problem.detail());
            return new CatalogReach(new Reach("catalog", false, problem.detail(), described), null, Map.of());
        }
    }

    /** The local one first. Adds warnings. */
    List<Reach> repositories(List<String> warnings) {
        var all = new ArrayList<Reach>();
        all.add(local());
        offsite.ifPresentOrElse(
                repository -> all.add(offsite(repository, warnings)),
                () -> warnings.add("There is no off-site repository: set BACKUP_S3_BUCKET."));
        return all;
    }

    private Reach local() {
        boolean writable = Files.isWritable(local.root());
        String detail = writable ? "writable" : "not writable";
        return new Reach(
                "repository " + local.id(),
                writable,
                detail,
                StatusReport.ordered(
                        "id",
                        local.id(),
                        "location",
                        local.root().toString(),
                        "reachable",
                        writable,
                        "detail",
                        detail));
    }

    private Reach offsite(S3Repository repository, List<String> warnings) {
        S3Connection connection = repository.connection();
        Optional<Problem> problem = reachability.ask();
        problem.ifPresent(p -> warnings.add(p.sentence()));
        var capabilities = new LinkedHashMap<String, String>();
        connection
                .capabilities()
                .map(S3Capabilities::answers)
                .orElse(Map.of())
                .forEach((question, answer) -> capabilities.put(
                        question.name().toLowerCase(Locale.ROOT),
                        answer.support().name().toLowerCase(Locale.ROOT)));
        boolean unlockable = connection
                .capabilities()
                .map(can ->
                        can.answers().get(S3Capabilities.Question.OBJECT_LOCK).support()
                                == S3Capabilities.Support.UNSUPPORTED)
                .orElse(false);
        if (connection.settings().objectLock().isPresent() && unlockable) {
            warnings.add(
                    "BACKUP_S3_OBJECT_LOCK_DAYS is set and the bucket has no Object Lock: nothing is sent off site."
                            + " Switch it on with ./zencap s3 setup, or leave the setting out.");
        }
        String detail = problem.map(Problem::detail).orElse("reachable");
        return new Reach(
                "repository " + repository.id(),
                problem.isEmpty(),
                detail,
                StatusReport.ordered(
                        "id",
                        repository.id(),
                        "location",
                        connection.settings().place(),
                        "access",
                        connection.settings().access().name().toLowerCase(Locale.ROOT),
                        "objectLock",
                        connection
                                .settings()
                                .objectLock()
                                .map(ObjectLock::words)
                                .orElse("off"),
                        "reachable",
                        problem.isEmpty(),
                        "detail",
                        detail,
                        "capabilities",
                        capabilities));
    }
}
