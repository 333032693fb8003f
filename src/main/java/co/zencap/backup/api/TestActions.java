package co.zencap.backup.api;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.drill.TestRequest;
import co.zencap.backup.drill.TestRequests;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.settings.Settings;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Header;

/** What the API does with restoration tests. */
public final class TestActions {
    private static final int LISTED = 500;

    private final Settings settings;
    private final TestRequests requests;
    private final CatalogQueries queries;
    private final TestQueries tests;
    private final RouteQueues queues;

    public TestActions(
            Settings settings, TestRequests requests, CatalogQueries queries, TestQueries tests, RouteQueues queues) {
        this.settings = settings;
        this.requests = requests;
        this.queries = queries;
        this.tests = tests;
        this.queues = queues;
    }

    /** Starts one: {@code testType}, and {@code backupId} for another than the newest backup. */
    Answer begin(AdminRequest request) {
        String word = request.optional("testType").orElse(TestType.QUICK.word());
        TestType type = TestType.of(word)
                .orElseThrow(() -> new ApiProblem(
                        422,
                        "Unknown test type",
                        "There is no restoration test of type '" + AdminActions.safe(word) + "'.",
                        "Use one of " + String.join(", ", TestType.words()) + "."));
        Optional<String> id = request.optional("backupId");
        Optional<String> target = request.optional("target");
        Optional<BackupRef> named = type == TestType.DISASTER_SIMULATION ? Optional.empty() : id.map(this::testable);
        refuseTarget(target, id.isPresent() || type != TestType.QUICK);
        TestRequest wish =
                switch (type) {
                    case QUICK -> requests.of(type, database(named.orElseGet(() -> newestOfDatabase(target))), null);
                    case FULL -> requests.of(type, full(named.orElseGet(this::newestFull)), null);
                    case DISASTER_SIMULATION -> {
                        refuseId(id);
                        yield requests.disasterSimulation();
                    }
                };
        return Answer.accepted(queues.put("seda:test-on-demand", wish, wish.operation()));
    }

    /** The newest tests. */
    public Answer list() {
        return Answer.ok(tests.latest(LISTED));
    }

    /** The certificate of a test; its bytes are what its signature is of. */
    public Answer certificate(@Header("id") String id) {
        return tests.certificate(id)
                .map(Answer::verbatim)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No certificate",
                        "No restoration test has the id '" + AdminActions.safe(id) + "', nor is it of a backup or"
                                + " operation of that id.",
                        "./zencap certificate, or GET /api/v1/restoration-tests, lists them."));
    }

    private BackupRef testable(String id) {
        BackupRef backup = RequestedBackup.of(queries, id);
        if (backup.target().equals(settings.baseTarget().value())) {
            throw new ApiProblem(
                    422,
                    "A base backup is not tested on demand",
                    "Backup " + backup.id() + " is of a whole cluster; a pointInTimeTest of it runs after it was made.",
                    "GET /api/v1/restoration-tests (./zencap certificate) tells what came of that; or name another"
                            + " backup.");
        }
        return backup;
    }

    private static BackupRef database(BackupRef backup) {
        if (!backup.database()) {
            throw new ApiProblem(
                    422,
                    "No database",
                    "Backup " + backup.id() + " holds files only.",
                    "Name a backup of the database, or leave 'backupId' out.");
        }
        return backup;
    }

    private BackupRef full(BackupRef backup) {
        if (!backup.target().equals(settings.fullTarget().value())) {
            throw new ApiProblem(
                    422,
                    "No full system backup",
                    "Backup " + backup.id() + " is not one of the full system.",
                    "Name a full system backup, or leave 'backupId' out.");
        }
        return backup;
    }

    /** What would be left after a disaster is for the test to find out. */
    private static void refuseId(Optional<String> id) {
        if (id.isPresent()) {
            throw new ApiProblem(
                    422,
                    "A disaster simulation finds its backup itself",
                    "It takes the newest that the repository has, without asking the catalog.",
                    "Leave 'backupId' out, or use fullTest.");
        }
    }

    private static void refuseTarget(Optional<String> target, boolean isClear) {
        if (target.isPresent() && isClear) {
            throw new ApiProblem(
                    422,
                    "No target needed",
                    "A backup that is named tells its target, and tests of all are of the full system.",
                    "Leave 'target' out, or ask for a quickTest without 'backupId'.");
        }
    }

    private BackupRef newestOfDatabase(Optional<String> named) {
        String target = RequestedDatabase.of(settings, named).name();
        return queries.newestBackup(target)
                .orElseThrow(() -> new ApiProblem(
                        404, "No backup", none(target, "backup of " + target), "Make one: {\"action\":\"backup\"}."));
    }

    private String none(String target, String what) {
        return "There is no " + what
                + (queries.newest(List.of(target)).isEmpty()
                        ? " yet."
                        : " but for safety backups: what recoveries have replaced. They are tested when 'backupId' names"
                                + " them.");
    }

    private BackupRef newestFull() {
        String target = settings.fullTarget().value();
        return queries.newestBackup(target)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No full system backup",
                        none(target, "full system backup"),
                        "Make one: {\"action\":\"backup\",\"type\":\"full\"}."));
    }
}
