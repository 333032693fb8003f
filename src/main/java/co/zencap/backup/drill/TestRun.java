package co.zencap.backup.drill;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One restoration test in the making: owns the sandbox and the plaintext on disk, and gives both back on every path. */
public final class TestRun implements Closeable {
    private final String testType;
    private final StoredBackup backup;
    private final RunningOperation operation;
    private final Sandbox sandbox;
    private final Path archive;
    private final Instant startedAt;
    private final List<String> differences = new ArrayList<>();

    TestRun(
            String testType,
            StoredBackup backup,
            RunningOperation operation,
            Sandbox sandbox,
            Path archive,
            Clock clock) {
        this.testType = testType;
        this.backup = backup;
        this.operation = operation;
        this.sandbox = sandbox;
        this.archive = archive;
        startedAt = clock.instant();
    }

    String testType() {
        return testType;
    }

    StoredBackup backup() {
        return backup;
    }

    RunningOperation operation() {
        return operation;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The decrypted archive while the test runs. */
    Path archive() {
        return archive;
    }

    Instant startedAt() {
        return startedAt;
    }

    /** What the comparison found, one sentence each. */
    List<String> differences() {
        return differences;
    }

    @Override
    public void close() throws IOException {
        try (sandbox) {
            Files.deleteIfExists(archive);
        }
    }
}
