package co.zencap.backup.cli;

import co.zencap.backup.terminal.CapturedTerminal;
import co.zencap.backup.testing.TestApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Calls the command line as a shell would, against a server that checks what it sends. */
abstract class AtTheShell {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
    static final String ADMIN = "/api/admin/backup-system";

    @TempDir
    Path home;

    final CapturedTerminal terminal = CapturedTerminal.pipes();
    final Map<String, String> environment = new HashMap<>();
    TestApi api;

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

    int zencap(String... arguments) {
        return Zencap.run(new Surroundings(home, environment, terminal.terminal(), CLOCK, () -> {}), arguments);
    }

    static String accepted(String kind, String state, long bytes) {
        return "{\"success\":true,\"operationId\":\"op-1\",\"operation\":" + operation(kind, state, bytes) + "}";
    }

    static String operation(String kind, String state, long bytes) {
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
