package co.zencap.backup.backup;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.structure.StructureItem;
import co.zencap.backup.postgres.structure.StructureReading;
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
import java.util.List;
import java.util.Optional;
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

    public StructureWitness(Settings settings) {
        this.settings = settings;
    }

    /** Whether the structure is kept: it was read before, and is read again now. */
    public boolean isKept(@ExchangeProperty("run") BackupRun run) {
        return run.structure().isPresent();
    }

    /** Reads it for the first time. Nothing is locked yet: what is dropped this very moment can't be described. */
    public void begin(@ExchangeProperty("run") BackupRun run) throws IOException, SQLException {
        SnapshotSession snapshot = run.snapshot();
        run.structure(Optional.empty());
        if (settings.fingerprint() == FingerprintLevel.OFF
                || !snapshot.facts().version().isAtLeast(StructureReading.OLDEST_SERVER)) {
            return;
        }
        Connection connection = snapshot.connection();
        Savepoint before = connection.setSavepoint();
        var hashes = LongStream.builder();
        try (var items = StructureReading.of(connection, CatalogSchema.excludedFrom(snapshot), SHORT_WAIT)) {
            while (items.hasNext()) {
                hashes.add(items.next().shortHash());
            }
        } catch (SQLException | StructureReading.StructureFailure e) {
            connection.rollback(before);
            note(run, e);
            return;
        }
        // Describing views locks their tables, which pg_dump is about to do: nobody must have to wait between the two.
        connection.rollback(before);
        long[] sorted = hashes.build().toArray();
        Arrays.sort(sorted);
        run.structure(Optional.of(sorted));
    }

    /** Reads it again: one line of JSON for each object; what is described differently now has no description. */
    public Payload describe(@ExchangeProperty("run") BackupRun run) throws IOException {
        run.operation().phase("structure", 0);
        return new Lines(run, CatalogSchema.excludedFrom(run.snapshot()));
    }

    /** The dump is worth having without: nothing stays of what was begun. */
    public void leaveOut(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, @ExchangeProperty("run") BackupRun run)
            throws IOException {
        Files.deleteIfExists(run.staged()
                .file(Artifact.Role.STRUCTURE.artifactName(run.dataKey().isPresent())));
        note(run, failure);
    }

    private static void note(BackupRun run, Exception failure) {
        String note =
                "What the database is made of beside rows is not in this backup, because it could not be read while"
                        + " others changed it: " + failure.getMessage();
        LOG.warn(note);
        run.notes().add(note);
    }

    private record Lines(BackupRun run, List<String> excluded) implements Payload {

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Connection connection = run.snapshot().connection();
            try {
                Savepoint savepoint = connection.setSavepoint();
                try {
                    write(connection, out);
                } finally {
                    connection.rollback(savepoint);
                }
            } catch (SQLException | StructureReading.StructureFailure e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        private void write(Connection connection, OutputStream out) throws SQLException, IOException {
            long[] before = run.structure().orElseThrow();
            long changed = 0;
            try (var items = StructureReading.of(connection, excluded, SHORT_WAIT)) {
                while (items.hasNext()) {
                    StructureItem item = items.next();
                    boolean same = Arrays.binarySearch(before, item.shortHash()) >= 0;
                    out.write(Json.MAPPER.writeValueAsBytes(same ? item : item.undescribed()));
                    out.write('\n');
                    changed += same ? 0 : 1;
                }
            }
            if (changed > 0) {
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
