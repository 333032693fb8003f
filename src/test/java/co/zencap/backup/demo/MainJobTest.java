package co.zencap.backup.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.terminal.ProgressLine;
import co.zencap.backup.testing.TestApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main job and its report, against a server that plays the service's part. */
class MainJobTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    private static final String ADMIN = "POST /api/admin/backup-system";
    private static final String LATEST = "GET /api/v1/operations?limit=50";
    private static final String BACKUP = operation(
            "b1",
            "backup",
            null,
            "succeeded",
            """
            {"plainBytes":62000000,"storedBytes":14000000,"tables":5,"rows":574000}""");
    private static final String UPLOAD = operation("u1", "upload", "b1", "succeeded", "{\"storedBytes\":14000000}");
    private static final String VERIFICATION = operation(
            "v1",
            "verification",
            "b1",
            "succeeded",
            """
            {"local":{"passed":true,"checks":7,"bytesRead":14000000},"s3":{"passed":true,"checks":7,"bytesRead":14000000}}""");
    private static final String TEST =
            operation("t1", "restoration-test", "b1", "succeeded", "{\"tables\":5,\"rows\":574000}");

    private final CapturedTerminal terminal = CapturedTerminal.pipes();
    private TestApi api;

    @BeforeEach
    void startApi() throws IOException {
        api = new TestApi();
    }

    @AfterEach
    void stopApi() {
        api.close();
    }

    @Test
    void followsABackupThroughAllItsProofs() throws Exception {
        api.answer(ADMIN, 202, accepted(running("b1")))
                .answer("GET /api/v1/operations/b1", 200, BACKUP)
                .answer(LATEST, 200, "[" + BACKUP + "]")
                .answer(LATEST, 200, "[" + UPLOAD + "," + BACKUP + "]")
                .answer(LATEST, 200, "[" + VERIFICATION + "," + UPLOAD + "," + BACKUP + "]")
                .answer(LATEST, 200, "[" + TEST + "," + VERIFICATION + "," + UPLOAD + "," + BACKUP + "]");

        DemoReport report = report(job().run());
        report.print(terminal.terminal());

        assertThat(report.passed()).isTrue();
        assertThat(terminal.out().replaceAll(" +", " "))
                .contains(
                        "backup succeeded 2.0 s 62 MB 31 MB/s stored as 14 MB, compressed and encrypted; 5 tables, 574,000 rows")
                .contains("upload succeeded 2.0 s 14 MB 7.0 MB/s")
                .contains("verification succeeded 2.0 s 28 MB 14 MB/s 2 copies read back whole, 14 checks")
                .contains(
                        "restoration-test succeeded 2.0 s 62 MB 31 MB/s restored and compared: 5 tables, 574,000 rows")
                .contains("On this machine /demo/backups", "Off site http://s3/bucket");
    }

    @Test
    void followsTheBackupThatTheTimerStartedFirst() throws Exception {
        api.answer(ADMIN, 409, TestApi.problem("Busy", "A backup is running already.", ""))
                .answer(LATEST, 200, "[" + running("b1") + "]")
                .answer(LATEST, 200, "[" + TEST + "," + VERIFICATION + "," + UPLOAD + "," + BACKUP + "]")
                .answer("GET /api/v1/operations/b1", 200, BACKUP);

        assertThat(job().run()).extracting(Operation::id).containsExactly("b1", "u1", "v1", "t1");
    }

    @Test
    void aFailedBackupEndsTheJobAndIsReported() throws Exception {
        String failed = operation("b1", "backup", null, "failed", "{}")
                .replace(
                        "\"problem\":null",
                        "\"problem\":{\"title\":\"Failed\",\"detail\":\"Disk full.\",\"hint\":\"Free some.\"}");
        api.answer(ADMIN, 202, accepted(failed));

        DemoReport report = report(job().run());
        report.print(terminal.terminal());

        assertThat(report.passed()).isFalse();
        assertThat(terminal.out())
                .contains("FAILED Failed: Disk full. HINT: Free some.")
                .doesNotContain("Off site");
    }

    @Test
    void theReportIsJsonToo() throws Exception {
        api.answer(ADMIN, 202, accepted(BACKUP))
                .answer(LATEST, 200, "[" + TEST + "," + VERIFICATION + "," + UPLOAD + "]");

        report(job().run()).printJson(terminal.terminal());

        assertThat(terminal.out()).startsWith("{").contains("\"passed\" : true", "\"backupId\" : \"id-b1\"");
    }

    @Test
    void aRefusalForAnotherReasonIsSaid() {
        api.answer(ADMIN, 500, "");

        assertThatThrownBy(() -> job().run()).isInstanceOf(ApiFailure.class);
    }

    private MainJob job() {
        var client = new ApiClient(new ApiAddress(URI.create(api.url()), Optional.of(TestApi.KEY)));
        return new MainJob(client, new ProgressLine(terminal.terminal(), CLOCK), CLOCK, () -> {});
    }

    private static DemoReport report(List<Operation> operations) {
        return new DemoReport(
                operations, Path.of("/demo/backups"), URI.create("http://s3/bucket"), URI.create("http://a"));
    }

    private static String accepted(String operation) {
        return "{\"operation\":" + operation + "}";
    }

    private static String running(String id) {
        return operation(id, "backup", null, "running", "{}").replace("\"2026-11-24T12:00:02Z\"", "null");
    }

    private static String operation(String id, String kind, String parent, String state, String result) {
        return """
                {"id":"%s","kind":"%s","target":"shop","parentId":%s,"backupId":"id-b1","state":"%s","phase":"commit",
                 "progress":{"bytes":1,"totalBytes":null,"percent":null},"startedAt":"2026-11-24T12:00:00Z",
                 "endedAt":"2026-11-24T12:00:02Z","result":%s,"problem":null}"""
                .formatted(id, kind, parent == null ? "null" : "\"" + parent + "\"", state, result);
    }
}
