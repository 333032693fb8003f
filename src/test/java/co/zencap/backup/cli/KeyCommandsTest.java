package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys' commands: against a service, and with nothing but a repository and the keys. */
class KeyCommandsTest extends AtTheShell {
    private static final Path EXAMPLE = Path.of("docs/example-repository");
    private static final String OLD = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String SEGMENT = "000000010000000000000003";
    private static final long CLUSTER = 7000000000000000001L;
    private static final String ENDED =
            """
            {"operation":{"id":"op-1","kind":"key-rotation","target":"shop","state":"%s","phase":"keys",
             "progress":{"bytes":1,"totalBytes":1,"percent":100},"startedAt":"2026-11-24T11:55:00Z",
             "endedAt":"2026-11-24T11:55:02Z","result":{"dryRun":%s,"key":"aaaaaaaaaaaaaaaa",
             "olderKeys":["bbbbbbbbbbbbbbbb"],"looked":%d,"due":7,"changed":7,"left":%d,"leftObjects":["s3 a/b/key.json: why"],
             "uses":{"local":{"aaaaaaaaaaaaaaaa":{"backups":3,"logs":1200,"others":5}},
                     "s3":{"bbbbbbbbbbbbbbbb":{"backups":2,"logs":0,"others":2},
                           "cccccccccccccccc":{"backups":1,"logs":0,"others":0}}},
             "released":["bbbbbbbbbbbbbbbb"]},"problem":%s}}""";

    private final String fresh = MasterKey.generate();
    private Path repository;
    private Path data;
    private Path oldFile;
    private Path newFile;

    @BeforeEach
    void store() throws IOException {
        repository = Files.createDirectories(home.resolve("repository"));
        for (Path file : Folders.files(EXAMPLE)) {
            Path place = repository.resolve("" + EXAMPLE.relativize(file));
            Files.createDirectories(place.getParent());
            Files.copy(file, place);
        }
        oldFile = Files.writeString(home.resolve("old"), OLD + "\n");
        newFile = Files.writeString(home.resolve("new"), fresh + "\n");
    }

    @Test
    void theServiceSaysWhichKeyIsNotNeededAnyMore() {
        api.answer("POST /api/v1/keys/rotation", 202, ENDED.formatted("succeeded", "false", 1_204, 0, "null"));

        assertThat(zencap("key", "rotate")).isZero();

        assertThat(terminal.out())
                .contains("7 of 1,204 objects changed. Key aaaaaaaaaaaaaaaa alone opens everything")
                .contains("Not needed any more: bbbbbbbbbbbbbbbb.");
    }

    @Test
    void theListShowsWhatHangsOnWhichKey() {
        api.answer("POST /api/v1/keys/census", 202, ENDED.formatted("succeeded", "true", 1_204, 1, "null"));

        assertThat(zencap("key", "list")).isZero();

        assertThat(terminal.out())
                .containsPattern("local +aaaaaaaaaaaaaaaa +in force +3 +1,200 +5")
                .containsPattern("s3 +bbbbbbbbbbbbbbbb +older +2 +0 +2")
                .containsPattern("s3 +cccccccccccccccc +NOT AT HAND +1 +0 +0")
                .contains("1 object opens with none of the keys at hand:", "s3 a/b/key.json: why")
                .contains("7 of 1,204 objects are to be changed to key aaaaaaaaaaaaaaaa.")
                .doesNotContain("Not needed any more");
    }

    @Test
    void aRotationThatIsNotCompleteEndsWithOne() {
        api.answer(
                "POST /api/v1/keys/rotation",
                202,
                ENDED.formatted(
                        "failed",
                        "false",
                        1_204,
                        1,
                        "{\"title\":\"Not complete\",\"detail\":\"s3 is away\",\"hint\":\"\"}"));

        assertThat(zencap("key", "rotate")).isEqualTo(ExitStatus.FAILED);

        assertThat(terminal.err()).contains("Not complete: s3 is away");
        assertThat(terminal.out()).doesNotContain("Not needed any more");
    }

    @Test
    void everythingComesBackWithTheRepositoryAndTheNewKeyAlone() throws Exception {
        byte[] segment = pushSegment();
        MasterKey key = MasterKey.parse(fresh);

        assertThat(rotate("--dry-run")).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("8 of 8 objects are to be changed to key " + key.id());
        assertThat(rotate()).as(terminal.err()).isZero();
        assertThat(terminal.out())
                .contains("8 of 8 objects changed. Key " + key.id() + " alone opens everything")
                .contains("Not needed any more: " + MasterKey.parse(OLD).id());
        assertThat(rotate()).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("0 of 8 objects changed.");
        assertThat(zencap("key", "list", "--repository", repository.toString(), "--key-file", newFile.toString()))
                .isZero();
        assertThat(terminal.out()).containsPattern("local +" + key.id() + " +in force +3 +1 +4");

        Path empty = Files.writeString(home.resolve("to"), Databases.text(TestCluster.createDatabase()));
        assertThat(recover(newFile, "--target", "shop", "--to-file", empty.toString(), "--replace"))
                .as(terminal.err())
                .isZero();
        assertThat(recover(newFile, "--target", "uploads", "--type", "files", "--files-to", "" + home.resolve("files")))
                .as(terminal.err())
                .isZero();
        assertThat(Folders.files(home.resolve("files")))
                .anySatisfy(file -> assertThat(file).hasFileName("q1.csv").hasContent("quarter,total\n1,100"));
        environment.put("BACKUP_ENCRYPTION_KEY", fresh);
        assertThat(zencap("wal-fetch", SEGMENT, "pg_wal/RECOVERYXLOG", "--data", data.toString()))
                .as(terminal.err())
                .isZero();
        assertThat(data.resolve("pg_wal/RECOVERYXLOG")).hasBinaryContent(segment);
        assertThat(recover(oldFile, "--target", "shop", "--to-file", empty.toString()))
                .isNotZero();
    }

    /** Cut off half way: neither key alone opens all of it, and a file with both does. */
    @Test
    void aKeyFileMayHoldOlderKeysToo() throws Exception {
        assertThat(rotate()).isZero();
        Path backup = repository.resolve("uploads");
        for (Path file : Folders.files(EXAMPLE.resolve("uploads"))) {
            if (file.endsWith("key.json")) {
                Path place = backup.resolve("" + EXAMPLE.resolve("uploads").relativize(file));
                Files.delete(place);
                Files.copy(file, place);
            }
        }
        Path both = Files.writeString(home.resolve("both"), fresh + "\n" + OLD + "\n");

        for (Path alone : List.of(newFile, oldFile)) {
            assertThat(recover(alone, "--target", "uploads", "--type", "files", "--files-to", "" + home.resolve("no")))
                    .isNotZero();
        }
        assertThat(recover(both, "--target", "uploads", "--type", "files", "--files-to", "" + home.resolve("files")))
                .as(terminal.err())
                .isZero();
    }

    @Test
    void aBackupIsErasedWhenItsIdIsGivenTwice() {
        api.answer(
                "POST /api/v1/backups/20261124T093015Z-1f9c02/erasure",
                202,
                ENDED.formatted("succeeded", "false", 1_204, 0, "null"));

        assertThat(zencap("backup", "erase", "20261124T093015Z-1f9c02", "--confirm", "20261124T093015Z-1f9c02"))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.out()).contains("Backup 20261124T093015Z-1f9c02 is erased");
        assertThat(zencap("backup", "erase", "20261124T093015Z-1f9c02", "--confirm", "20261124T093015Z-1f9c03"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(zencap("backup", "erase", "20261124T093015Z-1f9c02")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void keysThatMakeNoSenseAreRefused() throws IOException {
        assertThat(zencap("key", "rotate", "--repository", repository.toString(), "--key-file", oldFile.toString()))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("The new key is not named", "HINT:");
        Files.writeString(newFile, OLD);
        assertThat(rotate()).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("is given twice");
        Files.writeString(newFile, "abc");
        assertThat(rotate()).isEqualTo(ExitStatus.USAGE);
        assertThat(zencap("key", "rotate", "--key-file", oldFile.toString())).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("--key-file goes with --repository").doesNotContain(OLD);
    }

    private int rotate(String... more) {
        var all = new ArrayList<>(List.of("key", "rotate", "--repository", repository.toString()));
        all.addAll(List.of("--key-file", oldFile.toString(), "--new-key-file", newFile.toString()));
        all.addAll(List.of(more));
        return zencap(all.toArray(String[]::new));
    }

    private int recover(Path keyFile, String... more) {
        var all = new ArrayList<>(List.of("recover", "--repository", repository.toString()));
        all.addAll(List.of("--key-file", keyFile.toString()));
        all.addAll(List.of(more));
        return zencap(all.toArray(String[]::new));
    }

    /** With the old key. */
    private byte[] pushSegment() throws IOException {
        data = Files.createDirectories(home.resolve("data"));
        Files.createDirectories(data.resolve("pg_wal"));
        Files.createDirectories(data.resolve("global"));
        Files.write(
                data.resolve("global/pg_control"),
                ByteBuffer.allocate(64)
                        .order(ByteOrder.nativeOrder())
                        .putLong(CLUSTER)
                        .array());
        environment.put("BACKUP_ENCRYPTION_KEY", OLD);
        environment.put("BACKUP_LOCAL_DIR", repository.toString());
        environment.put("POSTGRES_URL", "postgresql://backup@db/shop");
        byte[] segment = WalCommandsTest.content(CLUSTER, 3, 1);
        Files.write(data.resolve("pg_wal").resolve(SEGMENT), segment);
        assertThat(zencap("wal-push", "pg_wal/" + SEGMENT, "--data", data.toString()))
                .as(terminal.err())
                .isZero();
        return segment;
    }
}
