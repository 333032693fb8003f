package co.zencap.backup.security;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.security.SecurityCheck.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    Path work;

    private final Operations operations = new Operations(Clock.fixed(NOW, ZoneOffset.UTC), o -> {});

    @Test
    void whatRunningWorkHasMadeIsNoLeftover() throws IOException {
        operations.begin(Kind.RESTORATION_TEST, "shop", null);
        folder("restoration-test-1", NOW.plusSeconds(5));
        folder("sandbox-1", NOW.plusSeconds(5));
        Files.writeString(work.resolve("catalog-journal.jsonl"), "");

        assertThat(check().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void whatIsOlderThanAllThatRunsIsALeftover() throws IOException {
        operations.begin(Kind.RESTORATION_TEST, "shop", null);
        folder("restoration-test-1", NOW.minusSeconds(5));

        assertThat(check().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check().sentence()).contains("restoration-test-1");
        assertThat(check().hint()).isNotEmpty();
    }

    @Test
    void whereNothingRunsEverythingIsALeftover() throws IOException {
        Path file = Files.writeString(work.resolve("pgpass-1"), "*:*:*:u:p");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(1)));

        assertThat(check().sentence()).contains("pgpass-1");
    }

    @Test
    void whatOthersCanReadIsNotScratch() throws IOException {
        operations.begin(Kind.RESTORATION_TEST, "shop", null);
        Path folder = folder("restoration-test-1", NOW.plusSeconds(5));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(check().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(check().sentence()).contains("Others can read restoration-test-1");
    }

    /** They are in no list of what runs: until their process has ended they may be as old as they like. */
    @Test
    void whatARecoveryOfTheCommandLineLeftIsFoundWhenItHasEnded() throws IOException {
        Path recoveries = ScratchFolders.ofRecover(work);
        try (FolderUse recovery = FolderUse.share(recoveries)) {
            Files.createDirectory(recoveries);
            folder("recover/recovery-0123456789ab-cli0123456789", NOW.minusSeconds(100_000));

            assertThat(check().outcome()).isEqualTo(Outcome.PASSED);
        }

        assertThat(check().sentence()).contains("made recover/recovery-0123456789ab-cli0123456789 in");
    }

    @Test
    void whatATableRestorationLeftIsFound() throws IOException {
        folder("table-restoration-1", NOW.minusSeconds(5));

        assertThat(check().sentence()).contains("table-restoration-1");
    }

    private Path folder(String name, Instant modified) throws IOException {
        Path folder = Files.createDirectory(
                work.resolve(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.setLastModifiedTime(folder, FileTime.from(modified));
    }

    private SecurityCheck check() throws IOException {
        List<SecurityCheck> checks = new Scratch(work, operations::running, Clock.fixed(NOW, ZoneOffset.UTC)).ask();
        assertThat(checks).hasSize(1);
        return checks.get(0);
    }
}
