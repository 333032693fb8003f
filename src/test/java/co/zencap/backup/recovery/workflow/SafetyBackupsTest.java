package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.api.AdminActions;
import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.BackupListing;
import co.zencap.backup.catalog.BackupRow;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.ReportQueries;
import co.zencap.backup.catalog.ReportQueries.GoodBackup;
import co.zencap.backup.drill.TestRequests;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.standalone.SafetyChoice;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.recovery.table.workflow.TableRequest;
import co.zencap.backup.recovery.table.workflow.TableSteps;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recovery has replaced is in the newest backup after it, which is not what "the newest" means to anybody. */
class SafetyBackupsTest {
    private static final String RECOVERY = "dr0123456789ab";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.execute(source, "CREATE TABLE orders (id int PRIMARY KEY)");
        service = Recoveries.start(
                folder,
                source,
                TestCluster.createDatabase(),
                routes -> routes,
                Map.of(
                        "STAGING_POSTGRES_URL",
                        Databases.text(TestCluster.sandbox().url("postgres"))));
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
    }

    private JsonNode plan(String options) throws Exception {
        return Recoveries.ask(service, "{\"dryRun\":true" + options + "}").path("plan");
    }

    private List<BackupRow> listed(int many) {
        var queries = Recoveries.bean(service, "catalogQueries", CatalogQueries.class);
        return Awaitility.await().until(() -> queries.backups(10), rows -> rows.size() == many);
    }

    @Test
    void listsSayWhichOnesTheyAreAndNobodyGetsOneWhoDoesNotAskForIt() throws Exception {
        Operation usual = service.backup();
        Operation safety = service.safetyBackup(RECOVERY);
        assertThat(usual.problem()).isNull();
        assertThat(safety.problem()).isNull();

        assertThat(listed(2)).extracting(BackupRow::id).containsExactly(safety.backupId(), usual.backupId());
        assertThat(listed(2)).extracting(BackupRow::safetyOf).containsExactly(RECOVERY, null);

        JsonNode plan = plan("");
        assertThat(plan.path("backup").path("id").asText()).isEqualTo(usual.backupId());
        assertThat(plan.path("backup").has("safetyOf")).isFalse();
        assertThat(plan.path("notes").toString())
                .contains(
                        "Backup " + safety.backupId() + " is the safety backup of recovery " + RECOVERY,
                        "left aside. HINT: --from-safety-backup=" + RECOVERY + " (");

        JsonNode asked = plan(",\"fromSafetyBackup\":true");
        assertThat(asked.path("backup").path("id").asText()).isEqualTo(safety.backupId());
        assertThat(asked.path("backup").path("safetyOf").asText()).isEqualTo(RECOVERY);
        assertThat(asked.path("notes").toString()).contains("it holds what was there before that.");
        assertThatThrownBy(() -> plan(",\"fromSafetyBackup\":true,\"backupTimestamp\":\"2020-01-01T00:00:00Z\""))
                .isInstanceOfSatisfying(
                        ApiProblem.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    /** A recovery from a safety backup makes one of what nobody wants; that is the newest when it is tried again. */
    @Test
    void theOneOfARecoveryIsTakenAlsoWhereAnotherIsNewer() throws Exception {
        Operation wanted = service.safetyBackup(RECOVERY);
        Operation unwanted = service.safetyBackup(RECOVERY + "c");

        assertThat(plan(",\"fromSafetyBackup\":true").path("backup").path("id").asText())
                .isEqualTo(unwanted.backupId());
        assertThat(plan(",\"fromSafetyBackup\":\"" + RECOVERY + "\"")
                        .path("backup")
                        .path("id")
                        .asText())
                .isEqualTo(wanted.backupId());
        assertRefused("\"dr0123456789\"", 404, "that recovery dr0123456789 has made of what it replaced");
        assertRefused("\"\"", 422, "no id of a recovery");
        assertRefused("\"true\"", 422, "no id of a recovery");
        assertRefused("7", 422, "true or false, or the id of a recovery");
        assertRefused("false", 404, "is the safety backup of recovery " + RECOVERY + "c");
    }

    private void assertRefused(String fromSafetyBackup, int status, String why) {
        assertThatThrownBy(() -> plan(",\"fromSafetyBackup\":" + fromSafetyBackup))
                .isInstanceOfSatisfying(ApiProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e.getMessage()).contains(why);
                });
    }

    @Test
    void tablesComeFromOneOnlyWhereItIsNamedAndThenItIsSaid() throws Exception {
        Operation usual = service.backup();
        Operation safety = service.safetyBackup(RECOVERY);

        RunningOperation newest = choose(Optional.empty());
        assertThat(newest.snapshot().backupId()).isEqualTo(usual.backupId());
        assertThat(newest.snapshot().result().get("notes").toString())
                .contains(safety.backupId() + " is the safety backup of recovery " + RECOVERY, "left aside");

        RunningOperation named = choose(Optional.of(safety.backupId()));
        assertThat(named.snapshot().backupId()).isEqualTo(safety.backupId());
        assertThat(named.snapshot().result().get("notes").toString())
                .contains(safety.backupId() + " is the safety backup of recovery " + RECOVERY)
                .doesNotContain("left aside");
    }

    private RunningOperation choose(Optional<String> backup) throws Exception {
        String target = service.settings().target().value();
        RunningOperation operation =
                new Operations(Clock.systemUTC(), each -> {}).begin(Kind.TABLE_RESTORATION, target, null);
        StoredBackup chosen = Recoveries.bean(service, "tableSteps", TableSteps.class)
                .choose(new TableRequest(target, List.of(), List.of(), backup, Optional.empty(), null, operation));
        assertThat(chosen.manifest().id().value())
                .isEqualTo(operation.snapshot().backupId());
        operation.succeed();
        return operation;
    }

    /** What is tested, and shown as what can be relied on, is what a recovery would restore. */
    @Test
    void testsAndTheLastGoodOneAreOfWhatARecoveryWouldRestore() {
        Operation usual = service.backup();
        Operation safety = service.safetyBackup(RECOVERY);
        listed(2);
        assertThat(service.verify(TestService.ref(usual)).problem()).isNull();
        assertThat(service.verify(TestService.ref(safety)).problem()).isNull();

        String target = service.settings().target().value();
        assertThat(Recoveries.bean(service, "catalogQueries", CatalogQueries.class)
                        .newestToRecover(List.of(target, "none")))
                .extracting(BackupRef::id)
                .containsExactly(usual.backupId());
        assertThat(new BackupListing(Recoveries.bean(service, "catalogQueries", CatalogQueries.class))
                        .newestGood()
                        .get(target)
                        .id())
                .isEqualTo(usual.backupId());
        assertThat(new ReportQueries(
                                Recoveries.bean(service, "catalogQueries", CatalogQueries.class),
                                () -> List.of(target, "none"))
                        .lastGood())
                .extracting(GoodBackup::id)
                .containsExactly(usual.backupId());
        assertThat(service.test(TestRequests::disasterSimulation).backupId()).isEqualTo(usual.backupId());
    }

    @Test
    void whoHasNoOtherToTestIsToldOfThem() {
        service.safetyBackup(RECOVERY);
        listed(1);

        assertThatThrownBy(() -> Recoveries.bean(service, "adminActions", AdminActions.class)
                        .command("{\"action\":\"test\",\"testType\":\"quickTest\"}", "application/json"))
                .isInstanceOfSatisfying(ApiProblem.class, e -> {
                    assertThat(e.status()).isEqualTo(404);
                    assertThat(e.getMessage()).contains("but for safety backups", "'backupId'");
                });
    }

    /** The nearest repository may have been away when the newest was stored, and the other when the oldest was. */
    @Test
    void oneIsNewerThanWhatIsChosenFromAllRepositories() throws Exception {
        Operation safety = service.safetyBackup(RECOVERY);
        Repository safetyAlone = copy("safety-alone");
        Operation usual = service.backup();
        Operation laterSafety = service.safetyBackup("dr1");
        Repository early = copy("early");
        Operation latest = service.backup();
        Repository late = copy("late");

        Shelves shelves = shelves(early, late);
        assertThat(shelves.ofDatabase(target(), Optional.empty(), false, SafetyChoice.NONE)
                        .manifest()
                        .id())
                .hasToString(latest.backupId());
        assertThat(shelves.notes()).isEmpty();

        shelves = shelves(safetyAlone, early);
        assertThat(shelves.ofDatabase(target(), Optional.empty(), false, SafetyChoice.NONE)
                        .manifest()
                        .id())
                .hasToString(usual.backupId());
        assertThat(shelves.notes())
                .singleElement()
                .asString()
                .contains(laterSafety.backupId(), "left aside")
                .doesNotContain(safety.backupId());

        Repository none = named("none", new LocalRepository(Files.createDirectories(folder.resolve("none"))));
        for (Shelves each : List.of(shelves(none, safetyAlone), shelves(safetyAlone, none))) {
            assertThatThrownBy(() -> each.ofDatabase(target(), Optional.empty(), false, SafetyChoice.NONE))
                    .isInstanceOf(NoBackup.class)
                    .hasMessageContaining("but one: Backup " + safety.backupId())
                    .hasMessageContaining("--from-safety-backup");
        }
    }

    private String target() {
        return service.settings().target().value();
    }

    /** What the service's repository holds now. */
    private Repository copy(String name) throws Exception {
        Path copy = folder.resolve(name);
        assertThat(new ProcessBuilder("cp", "-a", service.settings().localDir().toString(), copy.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        return named(name, new LocalRepository(copy));
    }

    /** Every local one has the same name. */
    private static Repository named(String name, Repository repository) {
        return (Repository) Proxy.newProxyInstance(
                SafetyBackupsTest.class.getClassLoader(),
                new Class<?>[] {Repository.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("id") ? name : method.invoke(repository, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Shelves shelves(Repository... repositories) {
        return new Shelves(
                service.settings(),
                List.of(repositories),
                new Retrievals(Optional.empty(), "", Clock.systemUTC()),
                new Operations(Clock.systemUTC(), each -> {}).begin(Kind.RECOVERY, target(), null));
    }
}
