package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.MeasuredInputStream;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/**
 * The lists of files by which a base backup can be incremental: each is kept as an artifact of its own, so that nobody has to
 * read a whole cluster to get at the list of it.
 */
public final class BaseLists {
    /** Swept after a sudden end, as all of this name is. */
    private static final String PREFIX = "base-list-";

    private final Settings settings;
    private final LocalRepository local;

    public BaseLists(Settings settings, LocalRepository local) {
        this.settings = settings;
        this.local = local;
    }

    /** Has the list kept as it passes, where an incremental base backup may build on it. */
    public Payload keep(
            @Body Payload payload,
            @ExchangeProperty("run") BackupRun run,
            @ExchangeProperty("cluster") WalServer.Identity cluster)
            throws IOException {
        if (cluster.major() < WalServer.INCREMENTAL_SINCE) {
            return payload;
        }
        Path file = file(run);
        run.list(file);
        return new BaseFileList(payload, file);
    }

    /** What was kept. */
    public Payload open(@ExchangeProperty("run") BackupRun run) {
        Path file = run.list().orElseThrow();
        return new Payload() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                Files.copy(file, out);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    /** Drains it into the staged backup. */
    public void store(
            @Body Payload payload,
            @ExchangeProperty("run") BackupRun run,
            @ExchangeProperty("plainBytes") PlainBytes plainBytes)
            throws IOException {
        String name = Role.BASE_LIST.artifactName(run.dataKey().isPresent());
        try (payload) {
            LocalRepository.Stored stored = run.staged().write(name, payload);
            run.add(new Artifact(name, Role.BASE_LIST, plainBytes.count(), stored.size(), stored.sha256()));
        }
    }

    /**
     * That of an older base backup, as a file until the run ends.
     *
     * @throws IOException when it is not there, or not as it was
     */
    Path of(Manifest manifest, BackupRun run) throws IOException {
        StoredBackup backup = StoredBackup.open(local, manifest, settings.masterKey());
        Artifact artifact = manifest.artifact(Role.BASE_LIST).orElseThrow();
        Path file = file(run);
        try (MeasuredInputStream stored = backup.openStored(artifact, read -> {});
                InputStream plain = backup.plaintext(artifact, stored);
                OutputStream out = Files.newOutputStream(file)) {
            plain.transferTo(out);
        }
        return file;
    }

    private Path file(BackupRun run) throws IOException {
        Path file = Files.createTempFile(settings.workDir(), PREFIX, "", Private.FILE);
        run.holds(() -> delete(file));
        return file;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
