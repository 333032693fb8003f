package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.structure.StructureItem;
import co.zencap.backup.postgres.structure.StructureReading;
import co.zencap.backup.postgres.structure.StructureReading.Patience;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Settings.FingerprintLevel;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code backup-database} that keep what the server says the database is made of. Lists of objects are the
 * snapshot's, but how the server describes them follows changes that others make meanwhile, as it does for pg_dump. So the
 * structure is read before pg_dump begins, and again when it has read its own and has locked all tables; what is described
 * differently is left out.
 */
public final class StructureWitness {
    private static final Logger LOG = LoggerFactory.getLogger(StructureWitness.class);

    /** pg_dump waits for locks with all the patience that the settings give it; this reading comes before. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(2);

    private final Settings settings;
    private final Patience patience;

    public StructureWitness(Settings settings) {
        this.settings = settings;
        // A server that thinks for too long is stopped before the session is given up, and the snapshot with it.
        this.patience = new Patience(
                SHORT_WAIT, settings.limits().noProgress().multipliedBy(9).dividedBy(10));
    }

    /** Whether the structure is kept: it was read before, and is read again now. */
    public boolean isKept(@ExchangeProperty("run") BackupRun run) {
        return run.structure().isPresent();
    }

    /**
     * Reads it for the first time. Nothing is locked yet: what is dropped this very moment can't be described.
     *
     * @throws IOException when the snapshot is lost; whatever else goes wrong, the dump is worth having without
     */
    public void begin(@ExchangeProperty("run") BackupRun run) throws IOException, SQLException {
        SnapshotSession snapshot = run.snapshot();
        snapshot.waitAtMost(settings.limits().noProgress());
        run.structure(Optional.empty());
        if (settings.fingerprint() == FingerprintLevel.OFF
                || !snapshot.facts().version().isAtLeast(StructureReading.OLDEST_SERVER)) {
            return;
        }
        try {
            run.structure(Optional.of(hashes(snapshot)));
        } catch (SQLException e) {
            requireSnapshot(snapshot, e);
            note(run, e);
        }
    }

    private long[] hashes(SnapshotSession snapshot) throws IOException, SQLException {
        var hashes = LongStream.builder();
        read(snapshot, item -> hashes.add(item.shortHash()));
        return hashes.build().sorted().toArray();
    }

    private interface Reader {
        void take(StructureItem item) throws IOException;
    }

    private void read(SnapshotSession snapshot, Reader reader) throws IOException, SQLException {
        Connection connection = snapshot.connection();
        Savepoint before = connection.setSavepoint();
        try (var items = StructureReading.of(connection, CatalogSchema.excludedFrom(snapshot), patience)) {
            while (items.hasNext()) {
                reader.take(items.next());
            }
        } catch (StructureReading.StructureFailure e) {
            throw e.getCause();
        } finally {
            // Describing views locks their tables, which pg_dump is about to do:
            // nobody must have to wait between the two.
            if (!connection.isClosed()) {
                connection.rollback(before);
            }
        }
    }

    private static void requireSnapshot(SnapshotSession snapshot, SQLException failure)
            throws IOException, SQLException {
        if (snapshot.connection().isClosed()) {
            throw ServerFailure.of("read the database's structure", snapshot.url(), failure);
        }
    }

    /** Reads it again: one line of JSON for each object; what is described differently now has no description. */
    public Payload describe(@ExchangeProperty("run") BackupRun run) {
        run.operation().phase("structure", 0);
        return new Lines(run);
    }

    /**
     * The dump is worth having without: nothing stays of what was begun.
     *
     * @throws IOException when the snapshot is lost, and the dump can't be finished either
     */
    public void leaveOut(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, @ExchangeProperty("run") BackupRun run)
            throws IOException {
        if (failure instanceof ServerFailure lost) {
            throw lost;
        }
        Files.deleteIfExists(run.staged()
                .file(Artifact.Role.STRUCTURE.artifactName(run.dataKey().isPresent())));
        note(run, failure);
    }

    private static void note(BackupRun run, Exception failure) {
        String note = "What the database is made of beside rows is not in this backup, because it could not be read: "
                + failure.getMessage();
        LOG.warn(note);
        run.notes().add(note);
    }

    private final class Lines implements Payload {
        private final BackupRun run;

        Lines(BackupRun run) {
            this.run = run;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try {
                write(out);
            } catch (SQLException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        private void write(OutputStream out) throws IOException, SQLException {
            long[] before = run.structure().orElseThrow();
            var changed = new LongAdder();
            try {
                read(run.snapshot(), item -> {
                    boolean same = Arrays.binarySearch(before, item.shortHash()) >= 0;
                    out.write(Json.MAPPER.writeValueAsBytes(same ? item : item.undescribed()));
                    out.write('\n');
                    changed.add(same ? 0 : 1);
                });
            } catch (SQLException e) {
                requireSnapshot(run.snapshot(), e);
                throw e;
            }
            if (changed.sum() > 0) {
                String note = changed + " objects of the database were changed while it was dumped;"
                        + " restoration tests do not compare how they are defined.";
                LOG.info(note);
                run.notes().add(note);
            }
        }

        @Override
        public void close() {
            // The session is the run's.
        }
    }
}
