package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.ArtifactUpload;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of {@code upload-backup}: from the local repository to the off-site one, artifacts first, the manifest last.
 * What is there already, from an attempt that was cut off, is not sent again.
 */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final int PATIENCE = 5;

    /** In the outcome of one that has sent nothing. */
    private static final String SENT = "sent";

    private final Settings settings;
    private final LocalRepository local;
    private final Optional<S3Repository> offsite;
    private final RepositoryUse use;
    private final UploadTurns turns;
    private final Clock clock;

    /**
     * @param use keeps older objects that an upload relies on from being deleted meanwhile
     * @param turns keep two nodes from sending the same backup at once
     */
    public Uploads(
            Settings settings,
            LocalRepository local,
            Optional<S3Repository> offsite,
            RepositoryUse use,
            UploadTurns turns,
            Clock clock) {
        this.settings = settings;
        this.local = local;
        this.offsite = offsite;
        this.use = use;
        this.turns = turns;
        this.clock = clock;
    }

    /** Whether there is an off-site repository that this service sends to. */
    public boolean isOffsite() {
        return offsite.filter(S3Repository::mayStore).isPresent();
    }

    /** Whether another upload of the same, on whichever node, has to end first; asked again until it has. */
    public boolean isAwaited(
            Exchange exchange,
            @ExchangeProperty("backupId") String backupId,
            @ExchangeProperty("operation") RunningOperation operation)
            throws IOException {
        Set<String> backups = manifest(backupId, operation).borrowed().stream()
                .map(Borrowed::backupId)
                .collect(Collectors.toCollection(() -> new HashSet<>(Set.of(backupId))));
        Optional<UploadTurns.Turn> turn = turns.tryTake(backups);
        turn.ifPresent(taken -> untilDone(exchange, taken::close));
        return turn.isEmpty();
    }

    /** Until the exchange is done, whatever becomes of it, nothing is deleted that it may rely on. */
    public void begin(Exchange exchange) throws InterruptedException {
        RepositoryUse.Use shared = use.share();
        untilDone(exchange, shared::close);
    }

    private static void untilDone(Exchange exchange, Runnable release) {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                release.run();
            }

            /** Not with an alert on its way, which a full queue may discard. */
            @Override
            public boolean allowHandover() {
                return false;
            }
        });
    }

    /** Ends a retry that came to its turn when nothing was to be sent any more, or somebody else sends it. */
    public void leave(RunningOperation operation) {
        operation.result(SENT, false);
        operation.succeed();
    }

    /** Whether an upload has sent what it was begun for. */
    public boolean hasSent(RunningOperation operation) {
        return operation.isSucceeded() && !operation.snapshot().result().containsKey(SENT);
    }

    /** What waits for its next turn goes now. */
    public CatalogEntry hurry() {
        return CatalogEntry.entry("hurry-uploads", "repository", S3Repository.ID, "at", clock.instant());
    }

    /** The artifacts, and what is needed of older backups, that the off-site repository has not got yet. */
    public List<ArtifactUpload> missing(String backupId, RunningOperation operation) throws IOException {
        Manifest manifest = manifest(backupId, operation);
        operation.phase("upload", manifest.storedBytes());
        var missing = new ArrayList<ArtifactUpload>();
        for (Borrowed object : manifest.borrowed()) {
            // Its own backup's verification reads it; here its presence counts.
            if (isStored(object.key(), object.storedBytes())) {
                offsite.orElseThrow().ensureLocked(object.key());
            } else {
                missing.add(new ArtifactUpload(
                        local.path(object.key()), object.key(), object.storedBytes(), object.sha256()));
            }
        }
        for (Artifact artifact : manifest.artifacts()) {
            String key = manifest.folder() + artifact.name();
            if (isStored(key, artifact.storedBytes()) && isWhole(key, artifact.sha256())) {
                offsite.orElseThrow().ensureLocked(key);
            } else {
                missing.add(new ArtifactUpload(local.path(key), key, artifact.storedBytes(), artifact.sha256()));
            }
        }
        return missing;
    }

    /** Sends the wrapped key and, last of all, the manifest: from here on the off-site copy exists. */
    public CatalogEntry commit(String backupId, RunningOperation operation) throws IOException {
        Manifest manifest = manifest(backupId, operation);
        requireAll(manifest);
        var documents = new OffsiteDocuments(local, offsite.orElseThrow(), settings.masterKey());
        if (manifest.encryption().isPresent()) {
            for (Borrowed object : manifest.borrowed()) {
                documents.put(object.keyFile());
            }
            documents.put(manifest.folder() + WrappedKey.FILE_NAME);
        }
        documents.putHold(manifest);
        requireBorrowed(manifest);
        documents.put(manifest.folder() + Manifest.FILE_NAME);
        documents.putHold(manifest); // who placed one since did not find the copy there
        operation.result("storedBytes", manifest.storedBytes());
        operation.succeed();
        return BackupEntries.copy(backupId, offsite.orElseThrow().id(), "stored", clock.instant());
    }

    /** The manifest says that everything is there: so it must be. */
    private void requireAll(Manifest manifest) throws IOException {
        for (Artifact artifact : manifest.artifacts()) {
            if (!isStored(manifest.folder() + artifact.name(), artifact.storedBytes())) {
                throw new IOException("The off-site repository has no whole " + artifact.name() + " of backup "
                        + manifest.id() + ". HINT: it is sent again by itself; see the log for what removed it.");
            }
        }
    }

    /** Another backup's objects may have been found there long before, at the beginning. */
    private void requireBorrowed(Manifest manifest) throws IOException {
        for (Borrowed object : manifest.borrowed()) {
            if (!isStored(object.key(), object.storedBytes())) {
                throw new IOException("The off-site repository has no whole " + object.key()
                        + " any more, which backup " + manifest.id()
                        + " needs. HINT: it is sent again by itself; see the log for what removed it.");
            }
        }
    }

    /** Notes the failure and when to try again; null when another artifact's failure has been noted already. */
    public CatalogEntry failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation,
            @ExchangeProperty("attempts") Integer attempts) {
        var problem = Problem.of("Sending a backup of " + operation.target() + " off site failed", failure);
        if (!operation.fail(problem)) {
            return null;
        }
        return BackupEntries.copyFailed(
                operation.snapshot().backupId(),
                "s3",
                problem.sentence(),
                clock.instant().plus(wait(attempts)));
    }

    /** Who is told: at once that the backup is on this machine only, and loudly when that lasts. */
    public Alert alert(
            @ExchangeProperty("operation") RunningOperation operation, @ExchangeProperty("attempts") Integer attempts) {
        Operation ended = operation.snapshot();
        Level level = attempts != null && attempts >= PATIENCE ? Level.ERROR : Level.WARNING;
        Problem why = ended.problem();
        var problem = new Problem(
                why.title(),
                why.detail() + " The backup is safe in the local repository, but NOT off site; it is tried again.",
                why.hint());
        return Alert.of(level, "upload", ended, problem, clock.instant())
                .until(Ending.success(Operation.Kind.UPLOAD, ended.backupId()));
    }

    /** Doubles from one minute to one hour. */
    static Duration wait(Integer attempts) {
        int doublings = Math.min(attempts == null ? 0 : attempts, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** An attempt that was cut off before the store confirmed it may have left something else of the same size. */
    private boolean isWhole(String key, String sha256) throws IOException {
        try (var stored = new MeasuredInputStream(offsite.orElseThrow().open(key), read -> {})) {
            stored.transferTo(OutputStream.nullOutputStream());
            return stored.sha256Hex().equals(sha256);
        }
    }

    private boolean isStored(String key, long size) throws IOException {
        try {
            return offsite.orElseThrow().size(key) == size;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Manifest manifest(String backupId, RunningOperation operation) throws IOException {
        return StoredBackup.open(local, operation.target(), new BackupId(backupId), settings.masterKey())
                .manifest();
    }
}
