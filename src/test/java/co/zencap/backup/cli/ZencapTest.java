package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.testing.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls the command line as a shell would, against a server that checks what it sends. */
class ZencapTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    private static final String ADMIN = "/api/admin/backup-system";
    private static final String BACKUPS =
            """
            [{"id":"20261124T115500Z-aa","target":"shop","kind":"database","createdAt":"2026-11-24T11:55:00Z",
              "plainBytes":62000000,"storedBytes":14000000,"encrypted":true,"repositories":["local","s3"],
              "pending":false,"verified":true,"tested":true,"later":1},
             {"id":"20261123T120000Z-bb","target":"shop","kind":"database","createdAt":"2026-11-23T12:00:00Z",
              "plainBytes":61000000,"storedBytes":13000000,"encrypted":false,"repositories":["local"],
              "pending":true,"verified":false,"tested":null}]""";

    @TempDir
    Path home;

    private final CapturedTerminal terminal = CapturedTerminal.pipes();
    private final Map<String, String> environment = new HashMap<>();
    private TestApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new TestApi();
        environment.put("BACKUP_API_URL", api.url());
        environment.put("ADMIN_API_KEY", TestApi.KEY);
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void listsBackupsAsATable() {
        api.answer("GET /api/v1/backups", 200, BACKUPS);

        assertThat(zencap("list")).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                ID                   TARGET  KIND      CREATED     SIZE         STORED  COPIES                VERIFIED  TESTED
                20261124T115500Z-aa  shop    database  5 min ago  62 MB          14 MB  local, s3             yes       yes
                20261123T120000Z-bb  shop    database  24 h ago   61 MB  13 MB (plain)  local (NOT off site)  not yet   not yet
                """);
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void listsBackupsAsTheApiGivesThem() {
        api.answer("GET /api/v1/backups", 200, BACKUPS);

        assertThat(zencap("list", "--json")).isZero();
        assertThat(terminal.out()).startsWith("[").contains("\"later\" : 1").doesNotContain("NOT off site");
    }

    @Test
    void saysSoWhenThereIsNoBackup() {
        api.answer("GET /api/v1/backups", 200, "[]");

        assertThat(zencap("list")).isZero();
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("no backup yet").contains("HINT:");
    }

    @Test
    void aHoldIsShownWhereThereIsOne() {
        api.answer(
                "GET /api/v1/backups",
                200,
                BACKUPS.replace("\"tested\":null", "\"tested\":null,\"hold\":\"case 4711\""));

        assertThat(zencap("list")).isZero();
        assertThat(terminal.out()).contains("LEGAL HOLD", "not yet  case 4711\n");
    }

    @Test
    void placesAndReleasesHolds() {
        api.answer("POST /api/v1/backups/b1/hold", 200, "{\"success\":true}")
                .answer("POST /api/v1/backups/b1/release", 200, "{\"success\":true}");

        assertThat(zencap("hold", "b1", "--reason", "case 4711")).isZero();
        assertThat(zencap("release", "b1", "--reason", "closed")).isZero();
        assertThat(api.requests())
                .containsExactly(
                        "POST /api/v1/backups/b1/hold {\"reason\":\"case 4711\"}",
                        "POST /api/v1/backups/b1/release {\"reason\":\"closed\"}");
        assertThat(terminal.out()).isEqualTo("Backup b1 is held: case 4711\nBackup b1 is released: closed\n");
        assertThat(zencap("hold", "b1")).isEqualTo(2);
    }

    @Test
    void explainsWhatRetentionKeepsAndDeletes() {
        api.answer(
                "GET /api/v1/retention",
                200,
                """
                {"at":"2026-11-24T12:00:00Z","shares":[
                 {"repository":"local","target":"shop","policy":"last=1","backups":[
                   {"id":"b3","createdAt":"2026-11-24T11:00:00Z","bytes":2000,"keep":true,"reasons":["the newest backup","last=1"],"packsNeededBy":[]},
                   {"id":"b2","createdAt":"2026-11-23T11:00:00Z","bytes":3000,"keep":false,"reasons":["no rule keeps it"],"packsNeededBy":["b3"]}],
                  "untrusted":{"b1":"not signed"},"orphans":[{"id":"b0","objects":2,"bytes":5}],"stopped":"6 of 7 would go"},
                 {"repository":"s3","target":"shop","problem":{"title":"Nothing can be deleted there now","detail":"it is away","hint":""}}]}""");

        assertThat(zencap("retention", "--dry-run")).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                shop in local: last=1
                ID  CREATED   STORED  VERDICT     WHY
                b3  1 h ago   2.0 kB  keep        the newest backup; last=1
                b2  25 h ago  3.0 kB  delete      no rule keeps it; stays as packs only; needed by b3
                b1  -              -  left alone  not signed
                b0  -            5 B  sweep       2 objects without a manifest
                1 stay, 1 go (3.0 kB)
                A cleanup stops here: 6 of 7 would go. --allow-large-purge allows it.

                shop in s3: Nothing can be deleted there now: it is away
                """);
    }

    @Test
    void startsACleanup() {
        api.answer("POST /api/v1/retention/run", 202, accepted("cleanup", "running", 0));

        assertThat(zencap("retention", "--run", "--allow-large-purge")).isZero();
        assertThat(api.requests()).containsExactly("POST /api/v1/retention/run {\"allowLargePurge\":true}");
        assertThat(zencap("retention", "--allow-large-purge")).isEqualTo(2);
        assertThat(zencap("retention", "--run", "--dry-run")).isEqualTo(2);
    }

    @Test
    void startsABackup() {
        api.answer("POST " + ADMIN, 202, accepted("backup", "running", 0));

        assertThat(zencap("backup")).isZero();
        assertThat(api.requests())
                .singleElement()
                .satisfies(r -> assertThat(r).contains("\"action\":\"backup\"").contains("\"type\":\"database\""));
        assertThat(terminal.out()).startsWith("Started backup op-1.");
    }

    @Test
    void waitsForABackupAndShowsItsProgress() {
        api.answer("POST " + ADMIN, 202, accepted("backup", "running", 0))
                .answer("GET /api/v1/operations/op-1", 200, operation("backup", "running", 31_000_000))
                .answer("GET /api/v1/operations/op-1", 200, operation("backup", "succeeded", 62_000_000));

        assertThat(zencap("backup", "--wait")).isZero();
        assertThat(terminal.err()).contains("backup: dump");
        assertThat(terminal.out())
                .isEqualTo("backup succeeded, backup 20261124T115500Z-aa, 2.0 s,"
                        + " 62 MB stored as 14 MB, 5 tables, 574,000 rows\n");
    }

    @Test
    void aServiceThatIsAwayForAMomentIsAskedAgain() {
        api.answer("POST " + ADMIN, 202, accepted("backup", "running", 0))
                .answer("GET /api/v1/operations/op-1", 503, "")
                .answer("GET /api/v1/operations/op-1", 200, operation("backup", "succeeded", 62_000_000));

        assertThat(zencap("backup", "--wait")).isZero();
    }

    @Test
    void aFailedOperationIsSaidWithItsRemedy() {
        api.answer("POST " + ADMIN, 202, accepted("backup", "running", 0))
                .answer("GET /api/v1/operations/op-1", 200, operation("backup", "failed", 0));

        assertThat(zencap("backup", "--wait", "--json")).isEqualTo(1);
        assertThat(terminal.out()).startsWith("{").contains("\"failed\"");
        assertThat(terminal.err()).contains("The backup failed: the password is wrong\nHINT: correct it\n");
    }

    @Test
    void verifiesABackupWhateverItsIdHolds() {
        api.answer("POST /api/v1/backups/a%2F..%2Fb%20c/verify", 202, accepted("verification", "running", 0));

        assertThat(zencap("verify", "a/../b c")).isZero();
    }

    @Test
    void testsTheNewestBackupOrTheOneNamed() {
        api.answer("POST " + ADMIN, 202, accepted("restoration-test", "running", 0));

        assertThat(zencap("test")).isZero();
        assertThat(zencap("test", "20261124T115500Z-aa", "--type", "quickTest")).isZero();
        assertThat(api.requests().get(0)).contains("\"testType\":\"quickTest\"").doesNotContain("backupId");
        assertThat(api.requests().get(1)).contains("\"backupId\":\"20261124T115500Z-aa\"");
    }

    @Test
    void certificatesAreShownWrittenAndChecked() throws Exception {
        environment.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        String certificate =
                """
                {"id": "t1", "issuedAt": "2026-11-24T09:31:00Z", "issuedBy": "ZenCap Backup 1", "verdict": "passed",
                 "test": {"type": "quickTest", "startedAt": "2026-11-24T09:30:00Z", "seconds": 60},
                 "compared": {"database": {"tables": 2, "rows": 7000}}, "differences": []}""";
        api.answer("GET /api/v1/restoration-tests/b1/certificate", 200, certificate)
                .answer(
                        "GET /api/v1/restoration-tests",
                        200,
                        """
                        [{"id": "t1", "testType": "fullTest", "backupId": "b1", "repository": "s3", "outcome": "failed",
                          "startedAt": "2026-11-24T09:30:00Z", "endedAt": "2026-11-24T09:31:00Z"}]""");

        assertThat(zencap("certificate")).isZero();
        assertThat(terminal.out()).contains("fullTest", "FAILED", "b1");
        assertThat(zencap("certificate", "b1")).isZero();
        assertThat(terminal.out()).contains("rows 7,000", "Not signed");
        Path page = home.resolve("proof.html");
        assertThat(zencap("certificate", "b1", "--html", page.toString())).isZero();
        assertThat(page).content().contains("Certificate of a restoration test", "quickTest");
        assertThat(zencap("certificate", "b1", "--html", page.toString())).isEqualTo(1);
        assertThat(zencap("certificate", "b1", "--json")).isZero();
        assertThat(terminal.out()).endsWith(certificate);

        Path file = Files.writeString(home.resolve("proof.json"), certificate);
        assertThat(zencap("certificate", "--check", file.toString())).isEqualTo(1);
        assertThat(zencap("certificate", "--print-public-key")).isZero();
        assertThat(terminal.out()).endsWith("=\n");
    }

    @Test
    void backsUpFileSetsAndBringsTheirFilesBack() {
        api.answer(
                        "POST " + ADMIN,
                        202,
                        "{\"operations\":[" + accepted("backup", "running", 0) + "," + accepted("backup", "running", 0)
                                + "]}")
                .answer("POST /api/v1/backups/b1/restore-files", 202, accepted("file-restoration", "running", 0));

        assertThat(zencap("backup", "--type", "files", "--json")).isZero();
        assertThat(terminal.out()).startsWith("[{").endsWith("]\n");
        assertThat(zencap("restore-files", "b1", "--to", "/srv/back", "*.xlsx", "/srv/a b/**"))
                .isZero();
        assertThat(api.requests().get(0)).contains("\"type\":\"files\"").doesNotContain("target");
        assertThat(api.requests().get(1)).contains("\"to\":\"/srv/back\"", "[\"*.xlsx\",\"/srv/a b/**\"]");
        assertThat(zencap("restore-files", "b1")).isEqualTo(2);
    }

    @Test
    void showsTheStatus() {
        api.answer(
                "GET " + ADMIN + "?action=status",
                200,
                """
                {"status":"degraded","version":"1.0.0","startedAt":"2026-11-24T10:00:00Z",
                 "encryption":{"enabled":false},
                 "targets":[{"id":"shop","database":"postgresql://u@h:5432/shop","schedule":"every 60 minutes","nextRun":"2026-11-24T12:25:00Z","lastBackup":null}],
                 "schedules":[{"name":"cleanup","timing":"0 0 3 * * ?","timeZone":"UTC","lastRun":null,"nextRun":"2026-11-24T15:00:00Z"},
                              {"name":"files","timing":"off","timeZone":"UTC","lastRun":null,"nextRun":null}],
                 "repositories":[{"id":"s3","location":"bucket","objectLock":"30 days, governance","reachable":false,"detail":"refused"}],
                 "catalog":{"location":"postgresql://u@h:5432/zencap","reachable":true},
                 "operations":{"running":[{"kind":"backup","phase":"dump","progress":{"percent":42}}]},
                 "alerts":{"open":2},"warnings":["Backups are NOT encrypted."]}""");

        assertThat(zencap("status")).isZero();
        assertThat(terminal.out())
                .contains(
                        "started 2 h ago",
                        "degraded",
                        "every 60 minutes",
                        "cleanup, 0 0 3 * * ? (UTC)",
                        "none yet",
                        "OFF",
                        "bucket, Object Lock 30 days, governance (AWAY: refused)",
                        "dump 42 %")
                .contains("WARNING: Backups are NOT encrypted.");
    }

    @Test
    void showsWhatIsStoredAndWhatItCosts() {
        api.answer(
                "GET /api/v1/storage",
                200,
                """
                {"currency":"USD","perMonth":34.5,"withoutPrice":["WARM"],"repositories":[
                  {"id":"local","unreachable":"it is gone"},
                  {"id":"s3","notCounted":"old versions","rows":[
                    {"target":"shop","storageClass":"STANDARD","objects":1200,"bytes":1500000000000,"share":0.75,"perMonth":34.5,"growthPerDay":-1000},
                    {"target":"other","storageClass":"WARM","objects":1,"bytes":500000000000,"share":0.25,"perMonth":null,"growthPerDay":null}]}]}""");

        assertThat(zencap("storage")).isZero();
        assertThat(terminal.out())
                .contains("1,200", "75 %", "34.50", "-1.0 kB", "unknown", "?", "In all 34.50 USD a month")
                .contains("AWAY: local: it is gone", "Without a price, and not part of it: WARM")
                .contains("Not counted in s3: old versions.");
    }

    @Test
    void showsHowItStandsWithTheObjectives() {
        String objectives =
                """
                {"met":true,"objectives":[
                  {"name":"recovery-time","of":"database","objective":"PT30M","measured":"PT18M5S","predicted":"PT40M","verdict":"at-risk","detail":"It has grown."},
                  {"name":"recovery-time","of":"files","objective":"PT1H","verdict":"unknown","detail":""},
                  {"name":"recovery-point","of":"shop","objective":"PT1H","measured":"PT12M","verdict":"met","detail":""}]}""";
        api.answer("GET /api/v1/objectives", 200, objectives)
                .answer(
                        "GET /api/v1/objectives",
                        200,
                        objectives.replace("true", "false").replace(":\"met\"", ":\"missed\""));

        assertThat(zencap("objectives")).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                OBJECTIVE       OF         LIMIT    MEASURED  PREDICTED  MET
                recovery time   database  30 min  18 min 5 s     40 min  soon no more
                recovery time   files        1 h           -          -  unknown
                recovery point  shop         1 h      12 min          -  yes
                recovery time of database: It has grown.
                """);
        assertThat(zencap("objectives", "--json")).isEqualTo(1);
        assertThat(terminal.out()).contains("\"verdict\" : \"missed\"");
    }

    @Test
    void makesAndShowsTheSecurityChecks() {
        String operation = "{\"id\":\"o1\",\"kind\":\"security-check\",\"target\":\"shop\",\"state\":\"succeeded\","
                + "\"phase\":\"bucket\",\"progress\":{\"bytes\":0},\"startedAt\":\"2026-11-24T12:00:00Z\","
                + "\"endedAt\":\"2026-11-24T12:00:01Z\"}";
        String report =
                """
                {"outcome":"%s","checks":[
                  {"name":"scratch","outcome":"%1$s","sentence":"pgpass-1 is left.","hint":"Delete it."},
                  {"name":"key age","outcome":"skipped","sentence":"Not known.","hint":""}]}""";
        api.answer("POST /api/v1/security-checks", 202, "{\"operation\":" + operation + "}")
                .answer("GET /api/v1/security-checks", 200, report.formatted("failed"))
                .answer("GET /api/v1/security-checks", 200, report.formatted("warning"));

        assertThat(zencap("security-check")).isEqualTo(1);
        assertThat(terminal.out())
                .contains("scratch  failed   pgpass-1 is left.", "key age  skipped  Not known.")
                .contains("scratch: HINT: Delete it.");
        assertThat(zencap("security-check", "--json")).isZero();
        assertThat(terminal.out()).contains("\"outcome\" : \"warning\"");
    }

    @Test
    void anUnhealthyServiceIsAFailure() {
        api.answer("GET " + ADMIN + "?action=status", 200, "{\"status\":\"unhealthy\"}");

        assertThat(zencap("status", "--json")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"400, 6", "403, 4", "404, 5", "409, 6", "422, 6", "500, 1", "501, 6", "503, 3"})
    void refusalsHaveAStatusEachAndSayWhatToDo(int http, int exit) {
        api.answer("GET /api/v1/backups", http, TestApi.problem("It failed", "Because.", "Do this."));

        assertThat(zencap("list", "--json")).isEqualTo(exit);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isEqualTo("It failed: Because.\nHINT: Do this.\n");
    }

    @Test
    void aWrongKeyIsNotAuthorised() {
        environment.put("ADMIN_API_KEY", "wrong".repeat(8));

        assertThat(zencap("status")).isEqualTo(4);
        assertThat(terminal.err()).doesNotContain("wrongwrong");
    }

    @Test
    void noKeyIsSaidBeforeAnythingIsSent() {
        environment.remove("ADMIN_API_KEY");

        assertThat(zencap("status")).isEqualTo(4);
        assertThat(api.requests()).isEmpty();
        assertThat(terminal.err()).contains("ADMIN_API_KEY is not set").contains("HINT:");
    }

    @Test
    void aKeyThatCanNotBeSentIsNotRepeated() {
        environment.put("ADMIN_API_KEY", "hunter2\nhunter2");

        assertThat(zencap("status")).isEqualTo(2);
        assertThat(terminal.err()).contains("ADMIN_API_KEY").doesNotContain("hunter2");
    }

    @Test
    void theFileIsReadAndTheEnvironmentWins() throws IOException {
        environment.remove("ADMIN_API_KEY");
        Files.writeString(
                home.resolve(".env.local"), "ADMIN_API_KEY=" + TestApi.KEY + "\nBACKUP_API_URL=http://localhost:1\n");
        api.answer("GET /api/v1/backups", 200, "[]");

        assertThat(zencap("list")).isZero();
    }

    @Test
    void aMalformedFileIsAWrongSetting() throws IOException {
        Files.writeString(home.resolve(".env.local"), "hunter2\n");

        assertThat(zencap("list")).isEqualTo(2);
        assertThat(terminal.err()).contains(".env.local, line 1").doesNotContain("hunter2");
    }

    @Test
    void nobodyListeningIsUnreachable() {
        api.close();

        assertThat(zencap("list")).isEqualTo(3);
        assertThat(terminal.err()).contains("can't be reached").contains("./zencap start");
    }

    @Test
    void anotherServerIsNotMistakenForOurs() {
        api.answer("GET /api/v1/backups", 200, "<html>hello</html>");

        assertThat(zencap("list")).isEqualTo(3);
        assertThat(terminal.err())
                .contains("did not answer as ZenCap Backup does")
                .contains("BACKUP_API_URL");
    }

    @ParameterizedTest
    @CsvSource({"bogus", "verify", "backup --jsn", "demo --port 0", "demo --port x"})
    void wrongUsagePointsToHelp(String arguments) {
        assertThat(zencap(arguments.split(" "))).isEqualTo(2);
        assertThat(terminal.err())
                .startsWith("Wrong usage: ")
                .contains("HINT: ./zencap")
                .contains("--help");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void noCommandShowsHelpAndIsWrongUsage() {
        assertThat(zencap()).isEqualTo(2);
        assertThat(terminal.err()).contains("Exit status:").contains("Examples:");
    }

    @Test
    void helpTeaches() {
        assertThat(zencap("--help")).isZero();
        assertThat(terminal.out()).contains("Examples:", "ADMIN_API_KEY", "BACKUP_API_URL", "Exit status:", "NO_COLOR");
        assertThat(terminal.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void keysAreNewAndSixtyFourHexDigits() {
        assertThat(zencap("keygen")).isZero();
        assertThat(zencap("keygen", "--admin")).isZero();
        assertThat(terminal.out().lines()).hasSize(2).doesNotHaveDuplicates().allSatisfy(key -> assertThat(key)
                .matches("[0-9a-f]{64}"));
        assertThat(terminal.err()).contains("BACKUP_ENCRYPTION_KEY", "ADMIN_API_KEY");
    }

    @Test
    void startingWithoutADatabaseSaysWhatIsMissing() {
        assertThat(zencap("start")).isEqualTo(2);
        assertThat(terminal.err()).contains("No database is set.").contains("POSTGRES_URL_NON_POOLING");
    }

    @Test
    void stoppingWhatDoesNotRunIsFine() {
        assertThat(zencap("stop")).isZero();
        assertThat(terminal.err()).contains("does not run");
    }

    private int zencap(String... arguments) {
        return Zencap.run(new Surroundings(home, environment, terminal.terminal(), CLOCK, () -> {}), arguments);
    }

    private static String accepted(String kind, String state, long bytes) {
        return "{\"success\":true,\"operationId\":\"op-1\",\"operation\":" + operation(kind, state, bytes) + "}";
    }

    private static String operation(String kind, String state, long bytes) {
        return """
                {"id":"op-1","kind":"%s","target":"shop","parentId":null,"backupId":"20261124T115500Z-aa","state":"%s",
                 "phase":"dump","progress":{"bytes":%d,"totalBytes":62000000,"percent":50},
                 "startedAt":"2026-11-24T11:55:00Z","endedAt":%s,"durationMillis":2000,
                 "result":{"plainBytes":62000000,"storedBytes":14000000,"tables":5,"rows":574000},"problem":%s}"""
                .formatted(
                        kind,
                        state,
                        bytes,
                        state.equals("running") ? "null" : "\"2026-11-24T11:55:02Z\"",
                        state.equals("failed")
                                ? "{\"title\":\"The backup failed\",\"detail\":\"the password is wrong\",\"hint\":\"correct it\"}"
                                : "null");
    }
}
