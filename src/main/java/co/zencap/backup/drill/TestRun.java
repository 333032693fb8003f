package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.drill.check.SqlCheck;
import co.zencap.backup.drill.check.SqlFiles.SqlFile;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.operation.RunningOperation;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One restoration test in the making: owns the sandbox and the plaintext on disk, and gives both back on every path. */
public final class TestRun implements Closeable {
    private final TestRequest request;
    private final StoredBackup backup;
    private Sandbox sandbox;
    private Path scratch;
    private final Instant startedAt;
    private final List<String> differences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<SqlCheck> checks = List.of();
    private List<SqlFile> masking = List.of();
    private final Map<String, Object> report = new LinkedHashMap<>();

    TestRun(TestRequest request, StoredBackup backup, Instant startedAt) {
        this.request = request;
        this.backup = backup;
        this.startedAt = startedAt;
    }

    /** A private folder; deleted with this. */
    void scratch(Path folder) {
        scratch = folder;
    }

    /** The database to restore into; dropped with this. */
    void sandbox(Sandbox made) {
        sandbox = made;
    }

    TestType type() {
        return request.type();
    }

    StoredBackup backup() {
        return backup;
    }

    RunningOperation operation() {
        return request.operation();
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** The decrypted archive while the test runs. */
    Path archive() {
        return scratch.resolve("database.dump");
    }

    /** Where a file set is restored to. */
    Path files(FileSetIndex set) {
        return scratch.resolve("files-" + set.set());
    }

    Instant startedAt() {
        return startedAt;
    }

    /** What the comparison found, one sentence each. */
    List<String> differences() {
        return differences;
    }

    /** What a person should know of it, one sentence each. */
    void note(String sentence) {
        notes.add(sentence);
        report.put("notes", notes);
    }

    void checks(List<SqlCheck> operators) {
        checks = operators;
    }

    /** The operator's own. */
    List<SqlCheck> checks() {
        return checks;
    }

    void masking(List<SqlFile> operators) {
        masking = operators;
    }

    /** What masks the sandbox's data, in order. */
    List<SqlFile> masking() {
        return masking;
    }

    /** What was done and found, by the step that did it. */
    Map<String, Object> report() {
        return report;
    }

    /** Whether it is rehearsed as if all were lost. */
    public boolean isDisaster() {
        return type() == TestType.DISASTER_SIMULATION;
    }

    /** Whether roles are made, and objects given to them: that takes a server of our own. */
    public boolean isWithRoles() {
        return sandbox.hasOwnServer()
                && backup.manifest().artifact(Artifact.Role.GLOBALS).isPresent();
    }

    /** Those that this test restores. */
    public List<FileSetIndex> getFileSets() {
        return type().takesFiles() ? backup.manifest().fileSets() : List.of();
    }

    /** Deletes the archive as soon as nobody needs it any more. */
    void forgetArchive() throws IOException {
        Files.deleteIfExists(archive());
    }

    @Override
    public void close() throws IOException {
        try (Sandbox made = sandbox) {
            if (scratch != null) {
                FileTree.delete(scratch);
            }
        }
    }
}
