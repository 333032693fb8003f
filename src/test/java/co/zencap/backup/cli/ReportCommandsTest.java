package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Commands that show how things stand. */
class ReportCommandsTest extends AtTheShell {
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
    void eventsAreListed() {
        api.answer(
                "GET /api/v1/system-events?type=error&limit=2",
                200,
                """
                [{"id": 7, "at": "2026-11-24T09:30:00Z", "type": "error", "component": "Disk", "message": "full\\u001b[2J",
                  "details": {"service": "shop", "node": "a", "times": 3}},
                 {"id": 6, "at": "2026-11-24T09:00:00Z", "type": "service-started", "component": "service", "message": "1.0.0",
                  "details": {"service": "shop", "node": "a"}}]""");

        assertThat(zencap("events", "--type", "error", "--limit", "2")).isZero();

        assertThat(api.requests()).containsExactly("GET /api/v1/system-events?type=error&limit=2");
        assertThat(terminal.out())
                .containsPattern("7 +2026-11-24T09:30:00Z +error +Disk +3 +full\\?\\[2J")
                .containsPattern("service-started +service +1 +1.0.0");

        api.answer("GET /api/v1/system-events?before=6&limit=50", 200, "[]");
        assertThat(zencap("events", "--before", "6")).isZero();
        assertThat(terminal.err()).contains("There is no such event.");
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
                 "repositories":[{"id":"s3","location":"bucket","access":"append","objectLock":"30 days, governance","reachable":false,"detail":"refused"}],
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
                        "bucket, access append, Object Lock 30 days, governance (AWAY: refused)",
                        "dump 42 %")
                .contains("WARNING: Backups are NOT encrypted.");
    }

    @Test
    void anUnhealthyServiceIsAFailure() {
        api.answer("GET " + ADMIN + "?action=status", 200, "{\"status\":\"unhealthy\"}");

        assertThat(zencap("status", "--json")).isEqualTo(1);
    }

    @Test
    void showsHowEachPartIs() {
        String health =
                """
                {"status":"degraded","components":[
                  {"name":"catalog","state":"up","since":"2026-11-24T11:00:00Z","lastGood":"2026-11-24T12:00:00Z","detail":"It answers.","hint":"","response":"PT0.012S"},
                  {"name":"repository s3","state":"%s","since":"2026-11-24T11:55:00Z","lastGood":null,"detail":"It refuses.","hint":"Look."}]}""";
        api.answer("GET " + ADMIN + "?action=health", 200, health.formatted("hanging"))
                .answer("GET " + ADMIN + "?action=health", 200, health.formatted("degraded"));

        assertThat(zencap("health")).isEqualTo(1);
        assertThat(terminal.out())
                .contains(
                        "PART",
                        "catalog",
                        "up",
                        "ANSWERED IN",
                        "12 ms",
                        "HANGING",
                        "It refuses.",
                        "never",
                        "repository s3: HINT: Look.");
        assertThat(zencap("health", "--json")).isZero();
    }

    @Test
    void showsWhatIsStoredAndWhatItCosts() {
        api.answer(
                "GET /api/v1/storage",
                200,
                """
                {"currency":"USD","perMonth":34.5,"withoutPrice":["WARM"],
                 "disk":{"total":1000000000000,"free":100000000000,"percent":90,"growthPerDay":24000000000,"fullAt":"2026-11-28T16:00:00Z"},
                 "repositories":[
                  {"id":"local","unreachable":"it is gone"},
                  {"id":"s3","notCounted":"old versions","rows":[
                    {"target":"shop","storageClass":"STANDARD","objects":1200,"bytes":1500000000000,"share":0.75,"perMonth":34.5,"growthPerDay":-1000},
                    {"target":"other","storageClass":"WARM","objects":1,"bytes":500000000000,"share":0.25,"perMonth":null,"growthPerDay":null}]}]}""");

        assertThat(zencap("storage")).isZero();
        assertThat(terminal.out())
                .contains("1,200", "75 %", "34.50", "-1.0 kB", "unknown", "?", "In all 34.50 USD a month")
                .contains("AWAY: local: it is gone", "Without a price, and not part of it: WARM")
                .contains("Not counted in s3: old versions.")
                .contains("The local disk is 90 % full, 100 GB are free; a day +24 GB. It will be full in 4 days.");
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
}
