package co.zencap.backup.recovery.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recoveries of files, alone and with the database, by the real routes on real files. */
class FileRecoveryRoutesTest {
    private static final String FILES = "{\"confirmed\":true,\"recoveryType\":\"files_only\"}";
    private static final String QUICKLY = "{\"confirmed\":true,\"recoveryType\":\"%s\",\"withoutSafetyBackup\":true}";
    private static final String FAILURE =
            "- throwException: {exceptionType: java.io.IOException, message: injected failure}";

    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private Path uploads;
    private Path images;
    private Map<String, String> before;
    private TestService service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private void start(UnaryOperator<String> edit) throws Exception {
        folder = folder.toRealPath();
        Databases.fill(source);
        uploads = FileTrees.uploads(folder.resolve("srv/uploads"));
        images = Files.createDirectories(folder.resolve("srv/images"));
        Files.writeString(images.resolve("logo.svg"), "<svg/>");
        before = FileTrees.describe(folder.resolve("srv"));
        service = Recoveries.start(
                folder, source, catalog, edit, Map.of("BACKUP_FILE_SETS", "uploads=" + uploads + ", images=" + images));
    }

    private Operation backUp(Kind kind, String target) {
        Operation backup = service.backup(kind, target);
        assertThat(backup.problem()).isNull();
        return backup;
    }

    private Operation backUpAll() {
        return backUp(Kind.FULL, service.settings().fullTarget().value());
    }

    private void damage() throws IOException {
        Files.delete(uploads.resolve("link"));
        Files.writeString(uploads.resolve("large.xlsx"), "ransom");
        Files.delete(images.resolve("logo.svg"));
        Databases.execute(source, "DROP TABLE orders", "CREATE TABLE only_live (id int)");
    }

    /** What lies in the live folders; the folder that they are in knows when something was renamed in it. */
    private Map<String, String> live() throws IOException {
        Map<String, String> all = FileTrees.describe(folder.resolve("srv"));
        all.keySet().removeIf(name -> name.isEmpty() || name.startsWith(".zencap-recovery-"));
        before.keySet().removeIf(String::isEmpty);
        return all;
    }

    private List<String> tables() {
        return Databases.query(
                source, "SELECT relname FROM pg_class WHERE relname IN ('orders', 'only_live') ORDER BY 1");
    }

    private List<String> alerts() {
        return Databases.query(
                catalog,
                "SELECT concat_ws('; ', level, title, detail, 'resolved: ' || resolution)"
                        + " FROM zencap.backup_monitoring_alerts WHERE component = 'recovery' ORDER BY at");
    }

    private static ApiProblem refused(int status, Throwable thrown) {
        assertThat(thrown).isInstanceOf(ApiProblem.class);
        assertThat(((ApiProblem) thrown).status()).as(thrown.getMessage()).isEqualTo(status);
        return (ApiProblem) thrown;
    }

    private void requireRefused(int status, String options, String... detail) {
        assertThatThrownBy(() -> Recoveries.ask(service, options))
                .satisfies(
                        e -> assertThat(refused(status, e).problem().detail()).contains(detail));
    }

    @Test
    void aPlanTellsWhatWouldHappenAndNothingDoes() throws Exception {
        start(routes -> routes);
        requireRefused(404, "{\"dryRun\":true,\"recoveryType\":\"files_only\"}", "There is no backup");
        Operation first = backUp(Kind.FILES, "uploads");
        JsonNode alone = Recoveries.ask(service, "{\"dryRun\":true,\"recoveryType\":\"files_only\"}")
                .path("plan");
        assertThat(alone.path("files").findValuesAsText("set")).containsExactly("uploads");
        assertThat(alone.path("checks").findValuesAsText("detail"))
                .anyMatch(text -> text.contains("no files of file set images"));
        Operation full = backUpAll();
        damage();
        Map<String, String> damaged = live();

        JsonNode plan = Recoveries.ask(service, "{\"dryRun\":true,\"recoveryType\":\"files_only\"}")
                .path("plan");

        assertThat(first.backupId()).isLessThan(full.backupId());
        assertThat(plan.path("confirm").asText()).isEqualTo("uploads,images");
        assertThat(plan.has("database")).isFalse();
        assertThat(plan.path("files").findValuesAsText("id")).containsExactly(full.backupId(), full.backupId());
        assertThat(plan.path("files").path(0).path("bytes").asLong()).isGreaterThan(9 << 20);
        assertThat(plan.path("blocked").asBoolean()).isFalse();
        assertThat(plan.path("replaces").asText()).contains(uploads.toString(), images.toString(), "is kept beside it");
        assertThat(plan.path("time").path("objectiveSeconds").asLong()).isEqualTo(3600);
        assertThat(plan.path("loss").path("withinObjective").asBoolean()).isTrue();
        assertThat(plan.path("checks").findValuesAsText("about"))
                .contains("live files", "space for the files", "files");

        JsonNode whole = Recoveries.ask(service, "{\"dryRun\":true}").path("plan");
        assertThat(whole.path("recoveryType").asText()).isEqualTo("full");
        assertThat(whole.path("confirm").asText()).isEqualTo(source.database());
        assertThat(whole.path("time").path("objectiveSeconds").asLong()).isEqualTo(7200);

        requireRefused(
                422,
                "{\"recoveryType\":\"files_only\"}",
                "would be restored beside the live files of uploads,images",
                uploads.toString());
        requireRefused(404, "{\"recoveryType\":\"files_only\",\"fileSets\":[\"none\"]}", "no file set of such a name");
        requireRefused(422, "{\"recoveryType\":\"files_only\",\"fileSets\":\"uploads\"}", "list of strings");
        requireRefused(422, "{\"recoveryType\":\"full\",\"fileSets\":[\"uploads\"]}", "for files alone");
        requireRefused(422, "{\"recoveryType\":\"database_only\",\"paths\":[\"/x\"]}", "for files alone");
        for (String hostile : List.of("/etc/passwd", uploads + "/../x", "uploads")) {
            requireRefused(
                    422,
                    "{\"confirmed\":true,\"recoveryType\":\"files_only\",\"paths\":[\"" + hostile + "\"]}",
                    "The path '");
        }
        requireRefused(
                422,
                "{\"confirmed\":true,\"recoveryType\":\"files_only\",\"paths\":[\"" + uploads + "\\u0000\"]}",
                "zero character");
        requireRefused(
                422,
                "{\"confirmed\":true,\"recoveryType\":\"files_only\",\"paths\":[\"" + uploads + "/never\"]}",
                "does not have " + uploads + "/never");

        assertThat(live()).isEqualTo(damaged);
        assertThat(Sabotage.sites(folder.resolve("srv"))).isEmpty();
    }

    /** What nobody asks for by its type is "full", of which backups are few. */
    @Test
    void aFullRecoverySaysWhatIsNewerThanItsBackupAndWhatThereIsWithoutOne() throws Exception {
        start(routes -> routes);
        requireRefused(404, "{\"confirmed\":true}", "There is no backup of a full system");
        Operation oldDatabase = service.backup();
        requireRefused(404, "{\"confirmed\":true}", "There is the database in " + oldDatabase.backupId());
        Operation oldFiles = backUp(Kind.FILES, "uploads");
        assertThatThrownBy(() -> Recoveries.ask(service, "{\"confirmed\":true}"))
                .satisfies(e -> {
                    Problem problem = refused(404, e).problem();
                    assertThat(problem.detail())
                            .contains(
                                    "There is no backup of a full system",
                                    "the database in " + oldDatabase.backupId(),
                                    "of the files uploads in " + oldFiles.backupId());
                    assertThat(problem.hint()).contains("\"database_only\" (--type database_only)", "\"files_only\"");
                });
        Operation full = backUpAll();
        assertThat(notes("{\"dryRun\":true}")).as("nothing is newer").isEmpty();

        Operation database = service.backup();
        Operation files = backUp(Kind.FILES, "uploads");

        assertThat(notes("{\"dryRun\":true}"))
                .hasSize(2)
                .anySatisfy(note -> assertThat(note)
                        .contains(database.backupId(), "would be lost", "HINT:", "--type database_only"))
                .anySatisfy(note -> assertThat(note)
                        .contains("uploads in " + files.backupId(), "would be lost", "HINT:", "--type files_only")
                        .doesNotContain("images"));
        String then = Instant.parse(Recoveries.ask(service, "{\"dryRun\":true}")
                        .path("plan")
                        .path("backup")
                        .path("takenAt")
                        .asText())
                .toString();
        assertThat(notes("{\"dryRun\":true,\"backupTimestamp\":\"" + then + "\"}"))
                .as("nothing newer shows that moment")
                .isEmpty();
        assertThat(notes("{\"dryRun\":true,\"recoveryType\":\"database_only\"}"))
                .isEmpty();
        JsonNode begun = Recoveries.ask(service, QUICKLY.formatted("full"));
        assertThat(begun.path("operation").path("result").path("notes").toString())
                .contains(database.backupId(), files.backupId());
        Operation recovery = service.await(begun.path("operationId").asText());
        assertThat(recovery.problem()).isNull();
        assertThat(recovery.backupId()).isEqualTo(full.backupId());
    }

    private List<String> notes(String options) throws Exception {
        var notes = new ArrayList<String>();
        Recoveries.ask(service, options).path("plan").path("notes").forEach(note -> notes.add(note.asText()));
        return notes;
    }

    @Test
    void filesComeBackUnderTheEyesOfAllAndThatIsTakenBack() throws Exception {
        start(routes -> routes);
        Operation taken = backUp(Kind.FILES, "uploads");
        backUp(Kind.FILES, "images");
        damage();
        Map<String, String> damaged = live();

        Operation recovery = Recoveries.run(service, FILES);

        assertThat(recovery.problem()).isNull();
        assertThat(live()).isEqualTo(before);
        assertThat(tables()).as("of the database nobody spoke").containsExactly("only_live");
        String id = (String) recovery.result().get("recoveryId");
        assertThat(recovery.result()).containsKey("safetyBackup").containsEntry("filesCompared", 6L);
        assertThat((String) recovery.result().get("keptAs")).contains(".zencap-recovery-" + id + "-uploads");
        requireAccount(id, taken.backupId());
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .singleElement()
                .asString()
                .startsWith("critical; The recovery of the files of uploads, images has begun")
                .contains("resolved: Recovered from backup", "(objective 1 h", "--undo"));
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog, "SELECT type || coalesce(database, ' -') FROM zencap.backup_recoveries"))
                .containsExactly("files_only -"));

        Files.writeString(images.resolve("since.svg"), "<svg/>");
        Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

        assertThat(undo.problem()).isNull();
        assertThat(live()).isEqualTo(damaged);
        Path site = Sabotage.sites(folder.resolve("srv")).get(0);
        assertThat(site.resolve("restored" + images).resolve("since.svg")).exists();
        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT state || ' ' || step FROM zencap.backup_recoveries"))
                .containsExactly("undone undo"));
        requireRefused(409, "{\"confirmed\":true,\"undo\":\"" + id + "\"}", "it is undone");
        backUp(Kind.FILES, "images");
    }

    private void requireAccount(String id, String backup) throws Exception {
        RecoveryRecords records = Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class);
        Awaitility.await().until(() -> records.certificate(id).isPresent());
        JsonNode account = Json.MAPPER.readTree(records.certificate(id).orElseThrow());
        assertThat(account.has("database")).isFalse();
        assertThat(account.path("files").findValuesAsText("set")).containsExactlyInAnyOrder("uploads", "images");
        assertThat(account.path("files").findValuesAsText("id")).contains(backup);
        assertThat(account.path("compared").path("files").findValuesAsText("paths"))
                .containsExactly("4", "2");
        assertThat(account.path("objectives").findValuesAsText("met")).containsExactly("true", "true");
        assertThat(account.path("signature").isObject()).isTrue();
    }

    @Test
    void chosenPathsComeBackAndNothingElse() throws Exception {
        start(routes -> routes);
        backUpAll();
        damage();

        Operation recovery = Recoveries.run(
                service,
                QUICKLY.formatted("files_only")
                        .replace("}", ",\"paths\":[\"" + uploads.resolve("large.xlsx") + "\"]}"));

        assertThat(recovery.problem()).isNull();
        assertThat(uploads.resolve("large.xlsx")).hasSize(9 << 20);
        assertThat(Files.exists(uploads.resolve("link"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(images.resolve("logo.svg")).doesNotExist();
        assertThat((String) recovery.result().get("keptAs")).doesNotContain("images");
        Operation undo = Recoveries.run(
                service, "{\"confirmed\":true,\"undo\":\"" + recovery.result().get("recoveryId") + "\"}");
        assertThat(undo.problem()).isNull();
        assertThat(uploads.resolve("large.xlsx")).hasContent("ransom");
    }

    /** What is in the way stands for a disk that can't be written. */
    @Test
    void anUndoThatIsStuckIsSaidToBeSoAndDoneAgain() throws Exception {
        start(routes -> routes);
        backUpAll();
        damage();
        Map<String, String> damaged = live();
        String id = (String) Recoveries.run(service, QUICKLY.formatted("files_only"))
                .result()
                .get("recoveryId");
        Path inTheWay = folder.resolve("srv/.zencap-recovery-" + id + "-uploads/restored");
        Files.move(inTheWay, inTheWay.resolveSibling("other"));
        Files.createFile(inTheWay);

        Operation stuck = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

        assertThat(stuck.state()).isEqualTo(State.FAILED);
        assertThat(stuck.problem().detail())
                .contains("some may be as before, and some as recovered", "Undo it again")
                .doesNotContain("is in use again");
        assertThat(live()).isNotEqualTo(damaged);
        assertThat(Recoveries.bean(service, "recoveryRecords", RecoveryRecords.class)
                        .find(id)
                        .orElseThrow()
                        .state())
                .isEqualTo(RecoveryRecord.State.SUCCEEDED);

        Files.delete(inTheWay);
        Operation again = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

        assertThat(again.problem()).isNull();
        assertThat(live()).isEqualTo(damaged);
    }

    /** Later backups of the files alone exist, and are not of the same moment. */
    @Test
    void databaseAndFilesComeBackAsOfOneRecoveryPoint() throws Exception {
        start(routes -> routes);
        Operation full = backUpAll();
        damage();
        Map<String, String> damaged = live();
        backUp(Kind.FILES, "uploads");

        Operation recovery = Recoveries.run(service, "{\"confirmed\":true}");

        assertThat(recovery.problem()).isNull();
        assertThat(recovery.backupId()).isEqualTo(full.backupId());
        assertThat(live()).isEqualTo(before);
        assertThat(tables()).containsExactly("orders");
        assertThat(recovery.result()).containsEntry("rows", 7000L).containsEntry("filesCompared", 6L);
        assertThat((String) recovery.result().get("keptAs")).contains("_before_dr", ".zencap-recovery-dr");

        String id = (String) recovery.result().get("recoveryId");
        Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

        assertThat(undo.problem()).isNull();
        assertThat(live()).isEqualTo(damaged);
        assertThat(tables()).containsExactly("only_live");
    }

    @ParameterizedTest
    @CsvSource({
        "files_only, preflight, false",
        "files_only, restore, false",
        "files_only, verify, false",
        "files_only, swap, true",
        "files_only, swap, false",
        "files_only, check, true",
        "full, restore, false",
        "full, verify, false",
        "full, swap, true",
        "full, check, true"
    })
    void aFailureAtAnyStepLeavesProductionAsItWas(String type, String step, boolean before) throws Exception {
        start(routes -> Recoveries.insert(routes, "recoverySteps", step, before, FAILURE));
        backUpAll();
        damage();
        Map<String, String> damaged = live();

        Operation recovery = Recoveries.run(service, QUICKLY.formatted(type));

        assertThat(recovery.state()).isEqualTo(State.FAILED);
        assertThat(recovery.problem().detail()).contains("injected failure", "Production is as it was");
        assertThat(live()).isEqualTo(damaged);
        assertThat(tables()).containsExactly("only_live");
        boolean wasLive = step.equals("check") || step.equals("swap") && !before;
        assertThat(Sabotage.sites(folder.resolve("srv"))).hasSize(wasLive ? 2 : 0);
        Awaitility.await()
                .untilAsserted(() -> assertThat(Databases.query(catalog, "SELECT state FROM zencap.backup_recoveries"))
                        .containsExactly("failed"));
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .noneMatch(alert -> alert.contains("has begun") && !alert.contains("resolved: ")));
        // neither lock nor pause is left
        backUpAll();
        assertThat(Recoveries.ask(service, "{\"dryRun\":true}").has("plan")).isTrue();
    }

    /** The database is swapped first; then its files are not to be had any more. */
    @Test
    void whereTheFilesCanNotBeSwappedTheDatabaseIsSwappedBack() throws Exception {
        start(routes -> Recoveries.insert(
                routes,
                "recoverySteps",
                "swap",
                true,
                "- bean: {beanType: " + Sabotage.class.getName() + ", method: now}"));
        Sabotage.in(folder.resolve("srv"));
        backUpAll();
        damage();
        Map<String, String> damaged = live();

        Operation recovery = Recoveries.run(service, QUICKLY.formatted("full"));

        assertThat(recovery.problem().detail())
                .contains("The files were not swapped, those of before are in place", "Production is as it was")
                .contains("the swap was undone", "_restored_dr");
        assertThat(live()).isEqualTo(damaged);
        assertThat(tables()).containsExactly("only_live");
        assertThat(Sabotage.sites(folder.resolve("srv"))).isEmpty();
    }

    /** It is not gone on with, although all of it was swapped in. */
    @Test
    void whatCouldNotBeTakenBackIsTakenBackByTheNextStart() throws Exception {
        start(routes -> Recoveries.insert(
                routes,
                "recoverySteps",
                "check",
                true,
                "- bean: {beanType: " + Sabotage.class.getName() + ", method: block}"));
        Sabotage.in(folder.resolve("srv"));
        backUpAll();
        damage();
        Map<String, String> damaged = live();

        Operation recovery = Recoveries.run(service, QUICKLY.formatted("full"));

        assertThat(recovery.problem().detail()).contains("injected failure", "could not be taken back now");
        assertThat(tables()).containsExactly("orders");
        service.close();
        Sabotage.unblock();
        service = Recoveries.start(
                folder,
                source,
                catalog,
                routes -> routes,
                Map.of("BACKUP_FILE_SETS", "uploads=" + uploads + ", images=" + images));

        Awaitility.await()
                .untilAsserted(() -> assertThat(Databases.query(catalog, "SELECT state FROM zencap.backup_recoveries"))
                        .containsExactly("failed"));
        assertThat(live()).isEqualTo(damaged);
        assertThat(tables()).containsExactly("only_live");
        assertThat(Databases.query(
                        catalog,
                        "SELECT datname FROM pg_database WHERE datname LIKE '" + source.database() + "\\_restored%'"))
                .as("what was live is not dropped")
                .hasSize(1);
    }

    /** What was recovered of the database has replaced nothing, and is in use whatever comes of the files. */
    @Test
    void whereThereWasNoDatabaseAnUndoSpeaksOfTheFilesAlone() throws Exception {
        start(routes -> routes);
        backUpAll();
        damage();
        Map<String, String> damaged = live();
        Databases.execute(catalog, "DROP DATABASE " + source.database() + " WITH (FORCE)");
        Operation recovery = Recoveries.run(service, "{\"confirmed\":true}");
        assertThat(recovery.problem()).isNull();
        assertThat((String) recovery.result().get("keptAs")).doesNotContain("_before_dr");
        String id = (String) recovery.result().get("recoveryId");

        assertThatThrownBy(() -> Recoveries.ask(service, "{\"undo\":\"" + id + "\"}"))
                .satisfies(e -> assertThat(refused(422, e).problem().detail())
                        .contains(
                                "would be put back as the files of uploads, images, and what",
                                "The database " + source.database() + ", which was not there before, would stay in use")
                        .doesNotContain("sessions"));
        Operation undo = Recoveries.run(service, "{\"confirmed\":true,\"undo\":\"" + id + "\"}");

        assertThat(undo.problem()).isNull();
        assertThat(live()).isEqualTo(damaged);
        assertThat(tables()).containsExactly("orders");
        assertThat((String) undo.result().get("keptAs"))
                .contains(".zencap-recovery-" + id)
                .doesNotContain("_restored_dr");
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .filteredOn(alert -> alert.contains("was undone"))
                .singleElement()
                .asString()
                .contains("There was no such thing as the database " + source.database() + " before")
                .doesNotContain("_restored_dr"));
    }

    @Test
    void whereThereWereNoFilesAnUndoTakesThemOutOfUse() throws Exception {
        start(routes -> routes);
        backUpAll();
        FileTree.delete(uploads);
        FileTree.delete(images);
        Operation recovery = Recoveries.run(service, "{\"confirmed\":true,\"recoveryType\":\"files_only\"}");
        assertThat(recovery.problem()).isNull();
        assertThat(live()).isEqualTo(before);
        assertThat(recovery.result()).doesNotContainKey("keptAs");

        Operation undo = Recoveries.run(
                service, "{\"confirmed\":true,\"undo\":\"" + recovery.result().get("recoveryId") + "\"}");

        assertThat(undo.problem()).isNull();
        assertThat(live()).isEmpty();
        assertThat((String) undo.result().get("keptAs")).contains(".zencap-recovery-");
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .filteredOn(alert -> alert.contains("was undone"))
                .singleElement()
                .asString()
                .contains("lies beside it: " + folder.resolve("srv/.zencap-recovery-"))
                .doesNotContain("no such thing"));
    }

    /** Of one nobody can say how far it is; the other can be ended. */
    @Test
    void oneThatIsStuckKeepsNoOtherFromBeingEndedAndIsTold() throws Exception {
        start(routes -> routes.replace(
                "timer:resume-recoveries?period=30000&delay=2000", "timer:resume-recoveries?period=1000&delay=3000"));
        Operation full = backUpAll();
        damage();
        var journal = new RecoveryJournal(folder.resolve("work/recoveries"));
        Path site = Private.folder(folder.resolve("srv/.zencap-recovery-dr1-uploads"));
        Files.writeString(site.resolve("swap.json"), "no JSON");
        journal.write(cutOff("dr1", full, 1));
        journal.write(cutOff("dr2", full, 2));

        requireRefused(409, QUICKLY.formatted("files_only"), "Recovery dr", "was cut off");
        Awaitility.await()
                .untilAsserted(() -> assertThat(state(journal, "dr2")).isEqualTo(RecoveryRecord.State.FAILED));
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .anyMatch(
                        alert -> alert.contains("critical; The recovery of the files of uploads was cut off, and can't")
                                && alert.contains("tried again every half a minute")));
        assertThat(state(journal, "dr1")).isEqualTo(RecoveryRecord.State.RUNNING);
        requireRefused(409, QUICKLY.formatted("files_only"), "Recovery dr1", "was cut off");

        Files.delete(site.resolve("swap.json"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(state(journal, "dr1")).isEqualTo(RecoveryRecord.State.FAILED));
        assertThat(site).doesNotExist();
        assertThat(Recoveries.run(service, QUICKLY.formatted("files_only")).problem())
                .isNull();
        assertThat(live()).isEqualTo(before);
    }

    private RecoveryRecord cutOff(String id, Operation backup, int number) {
        var source = new RecoveryRecord.Source(backup.target(), backup.backupId(), "local");
        return new RecoveryRecord(
                        id,
                        "of " + id,
                        RecoveryType.FILES_ONLY,
                        service.settings().target().value(),
                        null,
                        source,
                        new RecoveredFiles(
                                List.of(new RecoveredFiles.FromBackup("uploads", source)),
                                List.of(),
                                List.of(folder.resolve("srv/.zencap-recovery-" + id + "-uploads")
                                        .toString()),
                                List.of()),
                        true,
                        true,
                        RecoveryRecord.State.RUNNING,
                        List.of(),
                        null,
                        List.of(),
                        Instant.EPOCH.plusSeconds(number),
                        null,
                        0)
                .begin(RecoveryStep.RESTORE, Instant.EPOCH.plusSeconds(number));
    }

    private static RecoveryRecord.State state(RecoveryJournal journal, String id) throws IOException {
        return journal.find(id).orElseThrow().state();
    }

    /** The look at what earlier processes have left comes some time after the start, and again where it fails. */
    @Test
    void oneThatIsUnderWayIsNotTakenForOneThatWasCutOff() throws Exception {
        start(routes -> Recoveries.insert(
                routes.replace("timer:resume-recoveries?period=30000&delay=2000", "timer:resume-recoveries?period=300"),
                "recoverySteps",
                "restore",
                true,
                "- delay: {constant: \"3000\", asyncDelayed: \"false\"}"));
        backUpAll();
        damage();

        Operation recovery = Recoveries.run(service, QUICKLY.formatted("files_only"));

        assertThat(recovery.problem()).isNull();
        assertThat(live()).isEqualTo(before);
        Awaitility.await().untilAsserted(() -> assertThat(alerts())
                .singleElement()
                .asString()
                .contains("has begun", "resolved: Recovered from backup"));
    }

    /** The worst day of files: the database server is away as well. */
    @Test
    void filesNeedNoDatabase() throws Exception {
        start(routes -> routes);
        backUpAll();
        damage();
        Databases.execute(catalog, "DROP DATABASE " + source.database() + " WITH (FORCE)");

        Operation recovery = Recoveries.run(service, QUICKLY.formatted("files_only"));

        assertThat(recovery.problem()).isNull();
        assertThat(live()).isEqualTo(before);
    }
}
