package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import org.junit.jupiter.api.Test;

/** Commands that list backups, or have something done with them. */
class BackupCommandsTest extends AtTheShell {
    private static final String BACKUPS =
            """
            [{"id":"20261124T115500Z-aa","target":"shop","kind":"database","createdAt":"2026-11-24T11:55:00Z",
              "plainBytes":62000000,"storedBytes":14000000,"encrypted":true,"repositories":["local","s3"],
              "pending":false,"verified":true,"tested":true,"later":1},
             {"id":"20261123T120000Z-bb","target":"shop","kind":"database","createdAt":"2026-11-23T12:00:00Z",
              "plainBytes":61000000,"storedBytes":13000000,"encrypted":false,"repositories":["local"],
              "pending":true,"verified":false,"tested":null}]""";

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

    /** Exit status 6 is for what the service refuses; nothing is asked for here, and none runs. */
    @Test
    void aWordThatIsNoChoiceIsWrongUsage() {
        assertThat(zencap("backup", "--type", "nonsense")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("--type is 'nonsense'", "HINT: write database, files, full or base.");
        assertThat(zencap("test", "--type", "quick")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("quickTest, fullTest or disasterSimulation.");
        assertThat(zencap("disaster-recovery", "--plan", "--type", "database")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("full, database_only or files_only.");
        assertThat(zencap("api-key", "create", "ann", "--role", "root")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("viewer, operator, recovery or admin.");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void saysSoWhenThereIsNoBackup() {
        api.answer("GET /api/v1/backups", 200, "[]")
                .answer("GET " + ADMIN + "?action=status", 200, "{\"catalog\":{\"reachable\":true}}");

        assertThat(zencap("list")).isZero();
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).contains("no backup yet").contains("HINT:");
    }

    @Test
    void saysWhatWaitsToBeListed() {
        api.answer("GET /api/v1/backups", 200, "[]")
                .answer("GET " + ADMIN + "?action=status", 200, "{\"catalog\":{\"waitingBackups\":2}}");

        assertThat(zencap("list")).isZero();
        assertThat(terminal.err())
                .startsWith(
                        "No backup is listed yet: 2 backups that were made while the catalog was away wait to be put into it.")
                .contains("HINT:")
                .doesNotContain("no backup yet");
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
    void aSafetyBackupIsShownAsOne() {
        api.answer(
                "GET /api/v1/backups",
                200,
                BACKUPS.replace("\"tested\":null", "\"tested\":null,\"safetyOf\":\"dr0123456789ab\""));

        assertThat(zencap("list")).isZero();
        assertThat(terminal.out()).contains("SAFETY BACKUP OF", "not yet  recovery dr0123456789ab\n");
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
                  "untrusted":{"b1":"not signed"},"orphans":[{"id":"b0","objects":1200,"bytes":5}],"stopped":"6 of 7 would go"},
                 {"repository":"s3","target":"shop","problem":{"title":"Nothing can be deleted there now","detail":"it is away","hint":""}}]}""");

        assertThat(zencap("retention", "--dry-run")).isZero();
        assertThat(terminal.out())
                .isEqualTo(
                        """
                shop in local: last=1
                ID  CREATED   STORED  VERDICT     WHY
                b3  1 h ago   2.0 kB  keep        the newest backup; last=1
                b2  25 h ago  3.0 kB  delete      no rule keeps it; stays in part; needed by b3
                b1  -              -  left alone  not signed
                b0  -            5 B  sweep       1,200 objects without a manifest
                1 stays, 1 goes (3.0 kB)
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
}
