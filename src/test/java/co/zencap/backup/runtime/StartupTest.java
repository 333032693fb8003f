package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FolderUse;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

class StartupTest {
    private final S3TestSettings server = S3TestSettings.onS3Mock();

    @TempDir
    Path folder;

    /** A dump lies there in plaintext. One that is being restored now may be as old. */
    @Test
    void whatARecoveryOfTheCommandLineLeftIsDeletedWhenItHasEnded() throws IOException {
        Path left = old("recover/recovery-0123456789ab-cli0123456789/database.dump");
        Path others = old("recover/notes.txt");
        var startup = startup(Duration.ZERO, Optional.empty());

        try (FolderUse recovery = FolderUse.share(folder.resolve("work/recover"))) {
            startup.sweepScratch();
            assertThat(left).exists();
        }
        startup.sweepScratch();

        assertThat(left.getParent()).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void whatOtherWorkLeftIsDeletedUnlessItIsOfNow() throws IOException {
        Path left = old("table-restoration-1/x");
        Path others = old("recoveries/dr0123456789ab.json");
        var startup = startup(Duration.ofMinutes(-5), Optional.empty());
        Path now = Files.createDirectories(folder.resolve("work/restoration-test-1"));

        startup.sweepScratch();

        assertThat(left.getParent()).doesNotExist();
        assertThat(others).exists();
        assertThat(now).exists();
    }

    /** A node that starts knows nothing of what another one sends, which may take days. */
    @Test
    void anUploadThatMayStillGoOnIsNotAborted() throws IOException {
        try (var connection = new S3Connection(settings().s3().orElseThrow(), Clock.systemUTC())) {
            S3Client client = connection.client();
            client.createMultipartUpload(
                    request -> request.bucket(server.bucket()).key("shop/b0/x"));

            startup(Duration.ofDays(6), Optional.of(connection)).sweepOffsite();
            assertThat(unfinished(client)).isEqualTo(1);

            startup(Duration.ofDays(8), Optional.of(connection)).sweepOffsite();
            assertThat(unfinished(client)).isZero();
        }
    }

    private int unfinished(S3Client client) {
        return client.listMultipartUploads(request -> request.bucket(server.bucket()))
                .uploads()
                .size();
    }

    private Path old(String name) throws IOException {
        Path file = folder.resolve("work").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "plaintext");
        Files.setLastModifiedTime(file.getParent(), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        return file;
    }

    private Startup startup(Duration later, Optional<S3Connection> connection) throws IOException {
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        return new Startup(
                settings(),
                new LocalRepository(folder.resolve("repository")),
                connection.map(each -> new S3Uploads(new S3Repository(each), clock)),
                clock);
    }

    private Settings settings() {
        var variables = new HashMap<>(server.variables());
        variables.put("POSTGRES_URL_NON_POOLING", "postgresql://postgres:x@127.0.0.1:1/shop");
        variables.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        variables.put("ADMIN_API_KEY", "k".repeat(40));
        variables.put("BACKUP_ALLOW_INTERNAL_ADDRESSES", "true");
        variables.put("BACKUP_LOCAL_DIR", folder.resolve("repository").toString());
        variables.put("BACKUP_WORK_DIR", folder.resolve("work").toString());
        return new SettingsReader(variables, folder.resolve("home")).read();
    }
}
