package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.key.CertificateKey;
import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recoveries by the service, at the shell. */
class DisasterRecoveryCommandTest extends AtTheShell {
    private static final String PLAN =
            """
            {"success":true,"plan":{"recoveryType":"database_only","target":"shop","database":"shop","blocked":%s,
             "backup":{"id":"20261124T115500Z-aa","repository":"s3","takenAt":"2026-11-24T11:55:00Z","storedBytes":14000000},
             "loss":{"from":"2026-11-24T11:55:00Z","until":"2026-11-24T12:05:00Z","seconds":600,"objectiveSeconds":300,
                     "withinObjective":false},
             "time":{"seconds":90,"by":"By the newest backup.","objectiveSeconds":1800,"withinObjective":true},
             "checks":[{"about":"rights","outcome":"%s","detail":"The role is %s superuser.","hint":""}],
             "replaces":"What is called shop now is kept under another name.","notes":["The repository local is away."]}}""";

    private void plan(boolean blocked) {
        api.answer("POST " + ADMIN, 200, PLAN.formatted(blocked, blocked ? "blocking" : "ok", blocked ? "no" : "a"));
    }

    @Test
    void showsThePlan() {
        plan(false);

        assertThat(zencap("disaster-recovery", "--plan", "--at", "2026-11-24T12:00:00Z"))
                .isZero();

        assertThat(terminal.out())
                .contains("20261124T115500Z-aa", "14 MB", "s3", "10 min", "missed", "about", "1 min 30 s", "rights")
                .contains("The repository local is away.", "--confirm shop");
        assertThat(api.requests())
                .singleElement()
                .asString()
                .contains("\"dryRun\":true", "\"backupTimestamp\":\"2026-11-24T12:00:00Z\"", "database_only")
                .doesNotContain("confirmed");
    }

    @Test
    void aPlanThatCannotBeCarriedOutHasAStatusOfItsOwn() {
        plan(true);

        assertThat(zencap("disaster-recovery", "--plan")).isEqualTo(6);

        assertThat(terminal.out()).contains("This recovery can't begin.");
    }

    @Test
    void replacesOnlyWhatWasNamed() {
        plan(false);

        assertThat(zencap("disaster-recovery", "--confirm", "shop-test")).isEqualTo(2);

        assertThat(terminal.err()).contains("would replace the database shop, and not shop-test");
        assertThat(api.requests()).noneMatch(request -> request.contains("confirmed"));
    }

    @Test
    void beginsWhatWasConfirmed() {
        plan(false);
        api.answer("POST " + ADMIN, 202, accepted("recovery", "running", 0));

        assertThat(zencap("disaster-recovery", "--confirm", "shop", "--without-safety-backup"))
                .isZero();

        assertThat(api.requests()).hasSize(2);
        assertThat(api.requests().get(1)).contains("\"confirmed\":true", "\"withoutSafetyBackup\":true");
        assertThat(terminal.out()).contains("op-1");
    }

    @Test
    void passesOnWhichSafetyBackupIsMeant() {
        plan(false);

        assertThat(zencap("disaster-recovery", "--plan", "--from-safety-backup"))
                .isZero();
        assertThat(zencap("disaster-recovery", "--from-safety-backup=dr1", "--plan"))
                .isZero();

        assertThat(api.requests().get(0)).contains("\"fromSafetyBackup\":true");
        assertThat(api.requests().get(1)).contains("\"fromSafetyBackup\":\"dr1\"");
    }

    /** Ended as the service tells it: with the recovery's id, and what it has kept. */
    private void ended(String what) {
        api.answer("POST " + ADMIN, 202, accepted("recovery", "running", 0))
                .answer(
                        "GET /api/v1/operations/op-1",
                        200,
                        operation("recovery", "succeeded", 0).replace("\"result\":{", "\"result\":{" + what + ","));
    }

    @Test
    void aRecoveryThatSucceededSaysWhatItHasKeptAndHowToGoBack() {
        plan(false);
        ended("\"recoveryId\":\"dr1\",\"keptAs\":\"shop_before_dr1\"");

        assertThat(zencap("disaster-recovery", "--confirm", "shop", "--wait")).isZero();

        assertThat(terminal.out())
                .contains(
                        "recovery succeeded",
                        "Recovery dr1 is in use.\nWhat was there before is kept as shop_before_dr1.\n",
                        "./zencap disaster-recovery --undo dr1 --wait\n",
                        "./zencap disaster-recovery --drop-kept shop_before_dr1\n");
    }

    @Test
    void foldersThatWereKeptAreNoDatabaseToDrop() {
        plan(false);
        ended("\"recoveryId\":\"dr1\",\"keptAs\":\"/srv/.zencap-dr1/before\"");

        assertThat(zencap("disaster-recovery", "--confirm", "shop", "--wait")).isZero();

        assertThat(terminal.out())
                .contains("kept as /srv/.zencap-dr1/before.", "--undo dr1")
                .doesNotContain("--drop-kept");
    }

    @Test
    void whereNothingWasBeforeThereIsNothingToGoBackTo() {
        plan(false);
        ended("\"recoveryId\":\"dr1\"");

        assertThat(zencap("disaster-recovery", "--confirm", "shop", "--wait")).isZero();

        assertThat(terminal.out()).contains("Recovery dr1 is in use.").doesNotContain("--undo", "kept as");
    }

    @Test
    void anUndoingSaysWhereWhatWasRecoveredLies() {
        ended("\"undoes\":\"dr1\",\"keptAs\":\"shop_restored_dr1\"");

        assertThat(zencap("disaster-recovery", "--undo", "dr1", "--wait")).isZero();

        assertThat(terminal.out())
                .contains(
                        "What was there before recovery dr1 is in use again. What had been recovered lies in"
                                + " shop_restored_dr1.\n",
                        "./zencap disaster-recovery --drop-kept shop_restored_dr1\n");
    }

    @Test
    void filesAreConfirmedByTheNamesOfTheirSets() {
        api.answer(
                "POST " + ADMIN,
                200,
                """
                {"success":true,"plan":{"recoveryType":"files_only","target":"shop","database":null,"confirm":"uploads",
                 "blocked":false,"backup":{"id":"b1","repository":"s3","takenAt":"2026-11-24T11:55:00Z","storedBytes":1},
                 "files":[{"set":"uploads","files":1200,"bytes":14000000,
                   "backup":{"id":"b1","repository":"s3","takenAt":"2026-11-24T11:55:00Z","storedBytes":9000000}}],
                 "paths":["/srv/uploads/2026"],
                 "loss":{"seconds":600,"objectiveSeconds":14400,"withinObjective":true},
                 "time":{"seconds":null,"by":"No test has measured it.","objectiveSeconds":3600},
                 "checks":[],"replaces":"What is at /srv/uploads/2026 now is kept beside it.","notes":[]}}""");

        assertThat(zencap("disaster-recovery", "--plan", "--path", "/srv/uploads/2026"))
                .isZero();

        assertThat(terminal.out())
                .contains("Files of uploads", "1,200 files, 14 MB, of backup b1", "Only", "/srv/uploads/2026")
                .contains("kept beside it", "nobody knows how long", "--confirm uploads")
                .doesNotContain("Database");
        assertThat(api.requests().get(0))
                .contains("\"recoveryType\":\"files_only\"", "\"paths\":[\"/srv/uploads/2026\"]", "\"dryRun\":true");

        assertThat(zencap("disaster-recovery", "--type", "files_only", "--set", "uploads", "--confirm", "images"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("would replace files of uploads, and not images");
        assertThat(api.requests()).noneMatch(request -> request.contains("confirmed"));
    }

    @Test
    void listsRecoveriesOfFiles() {
        api.answer(
                "GET /api/v1/recoveries",
                200,
                """
                {"recoveries":[{"id":"dr1","database":null,"files":{"sets":[{"set":"uploads"},{"set":"images"}]},
                  "backup":{"id":"b1"},"state":"succeeded","startedAt":"2026-11-24T11:55:00Z","steps":[{"step":"report"}]}]}""");

        assertThat(zencap("disaster-recovery", "--list")).isZero();

        assertThat(terminal.out()).contains("uploads, images");
    }

    @Test
    void undoesListsAndPrintsTheAccount() {
        api.answer("POST " + ADMIN, 202, accepted("recovery", "running", 0))
                .answer(
                        "GET /api/v1/recoveries",
                        200,
                        """
                        {"recoveries":[{"id":"dr1","database":"shop","backup":{"id":"b1"},"state":"succeeded",
                          "startedAt":"2026-11-24T11:55:00Z","steps":[{"step":"pre-flight"},{"step":"report"}]}]}""")
                .answer("GET /api/v1/recoveries/dr1/certificate", 200, "{\"id\" : \"dr1\"}");

        assertThat(zencap("disaster-recovery", "--undo", "dr1", "--json")).isZero();
        assertThat(api.requests().get(0)).contains("\"undo\":\"dr1\"", "\"confirmed\":true");
        assertThat(zencap("disaster-recovery", "--list")).isZero();
        assertThat(terminal.out()).contains("dr1", "shop", "succeeded", "report");
        assertThat(zencap("disaster-recovery", "--certificate", "dr1")).isZero();
        assertThat(terminal.out()).endsWith("{\"id\" : \"dr1\"}");
        assertThat(zencap("disaster-recovery")).isEqualTo(2);
        assertThat(zencap("disaster-recovery", "--plan", "--undo", "dr1")).isEqualTo(2);
    }

    @Test
    void checksAnAccount() throws IOException {
        String account =
                """
                {"certificate":"recovery","id":"dr1","issuedAt":"2026-11-24T11:58:00Z","database":"shop",
                 "keptAs":"shop_before_dr1","backup":{"id":"b1","repository":"s3"},
                 "lost":{"changesFrom":"2026-11-24T11:50:00Z","changesUntil":"2026-11-24T11:55:00Z"},
                 "objectives":[{"name":"recovery time","reachedSeconds":180.0,"objectiveSeconds":120,"met":false}]%s}""";
        Path file = Files.writeString(home.resolve("account.json"), account.formatted(""));

        assertThat(zencap("certificate", "--check", file.toString(), "--public-key", "x"))
                .as("nobody has signed it")
                .isEqualTo(1);

        assertThat(terminal.out())
                .contains(
                        "dr1", "b1 from s3", "until 2026-11-24T11:55:00Z", "shop_before_dr1", "3 min of 2 min, missed")
                .contains("Not signed");
        Files.writeString(file, account.formatted(",\"signature\":{\"publicKey\":\"x\",\"value\":\"AAAA\"}"));
        assertThat(zencap("certificate", "--check", file.toString(), "--public-key", "x"))
                .isEqualTo(1);
        assertThat(terminal.out()).contains("NOT GENUINE");
    }

    @Test
    void anAccountIsGenuineAsItWasPrintedIntoAFile() throws IOException {
        String key = "0123456789abcdef".repeat(4);
        environment.put("BACKUP_ENCRYPTION_KEY", key);
        String account = signed(MasterKey.parse(key).certificates());
        api.answer("GET /api/v1/recoveries/dr1/certificate", 200, account);

        assertThat(zencap("disaster-recovery", "--certificate", "dr1")).isZero();
        String printed = terminal.out();
        assertThat(printed).isEqualTo(account);

        Path file = home.resolve("account.json");
        for (String end : List.of("", "\n", "\r\n \t\n")) {
            Files.writeString(file, printed + end);
            assertThat(zencap("certificate", "--check", file.toString()))
                    .as("with %d characters of white space", end.length())
                    .isZero();
            assertThat(terminal.out()).contains("Genuine");
        }
        for (String changed : List.of(printed + "\n.", "\n" + printed, printed.replace("\n", "\r\n"))) {
            Files.writeString(file, changed);
            assertThat(zencap("certificate", "--check", file.toString())).isEqualTo(1);
        }
    }

    /** As the service signs it: the bytes in which the signature is zeros. */
    private static String signed(CertificateKey key) {
        String zeros = "0".repeat(88);
        String account =
                """
                {
                  "certificate" : "recovery", "id" : "dr1", "issuedAt" : "2026-11-24T11:58:00Z", "database" : "shop",
                  "signature" : {
                    "algorithm" : "Ed25519",
                    "publicKey" : "%s",
                    "value" : "%s"
                  }
                }"""
                        .formatted(key.publicKey(), zeros);
        byte[] value = key.sign(account.getBytes(StandardCharsets.UTF_8));
        return account.replace(zeros, Base64.getEncoder().encodeToString(value));
    }
}
