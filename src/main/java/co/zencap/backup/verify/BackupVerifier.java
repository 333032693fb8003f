package co.zencap.backup.verify;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.stream.MeasuredInputStream;
import co.zencap.backup.wal.WalCoverage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a copy of a backup back, whole: manifest and its signature, legal hold, key, and for every artifact size, SHA-256,
 * authenticated decryption to the last segment, decompression, and the format of the content.
 */
public final class BackupVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(BackupVerifier.class);

    private final Optional<MasterKey> masterKey;
    private final ArchiveLister lister;
    private final Clock clock;

    /**
     * @param masterKey empty when encryption is switched off
     * @param lister runs pg_restore's own check
     * @param clock for the outcome's times
     */
    public BackupVerifier(Optional<MasterKey> masterKey, ArchiveLister lister, Clock clock) {
        this.masterKey = masterKey;
        this.lister = lister;
        this.clock = clock;
    }

    /**
     * Verifies one copy. Whatever is wrong with it is in the result; nothing is thrown for that, nor for a repository that
     * is away.
     *
     * @param progress gets the stored bytes read so far
     * @throws IOException when it needs a key that is not at hand: then nothing can be said of it, least of all that it is bad
     */
    public Verification verify(Repository copy, String target, BackupId id, LongConsumer progress) throws IOException {
        var repository = new TimedRepository(copy, System::nanoTime);
        Instant startedAt = clock.instant();
        var findings = new Findings();
        long read = 0;
        Optional<RepositoryFailure> cutOff = Optional.empty();
        String object = Manifest.FILE_NAME;
        try {
            Manifest manifest = StoredBackup.manifest(repository, target, id, masterKey);
            findings.good(object, masterKey.isPresent() ? "signed by this key" : "NOT signed");
            hold(repository, target, id, findings);
            object = WrappedKey.FILE_NAME;
            if (manifest.encryption().isPresent()) {
                StoredBackup.checkKey(repository, target, id, masterKey.orElseThrow());
                findings.good(object, "opens with this key");
            }
            StoredBackup backup = StoredBackup.open(repository, manifest, masterKey);
            for (Artifact artifact : manifest.artifacts()) {
                object = artifact.name();
                long before = read;
                check(backup, artifact, findings, bytes -> progress.accept(before + bytes));
                read += artifact.storedBytes();
            }
            object = "write-ahead log";
            if (manifest.base().isPresent()) {
                log(repository, manifest, findings);
            }
            object = "what it needs of older backups";
            new BorrowedObjects(backup, findings).check();
        } catch (IOException | RuntimeException e) {
            cutOff = RepositoryFailure.awayIn(e);
            if (cutOff.isEmpty() && object.equals(Manifest.FILE_NAME)) {
                requireKey(repository, target, id);
            }
            findings.bad(object, e);
        }
        return new Verification(
                id.value(),
                repository.id(),
                findings.all(),
                read,
                startedAt,
                clock.instant(),
                cutOff,
                repository.speed());
    }

    /**
     * Requires that a backup whose manifest we have not signed does not name another key as that which opens it. Both have to say
     * so: each of the two files may be damaged.
     */
    private void requireKey(Repository repository, String target, BackupId id) throws IOException {
        Optional<String> needed;
        try {
            needed = StoredBackup.openedBy(repository, target, id);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Backup {} does not say which key it needs", id, e);
            return;
        }
        if (needed.isPresent()
                && masterKey.filter(key -> key.knows(needed.get())).isEmpty()) {
            throw new IOException(
                    "Backup " + id + " in repository " + repository.id() + " needs the key " + needed.get()
                            + ", which no setting names, so it can't be verified. This does not say that it is damaged. HINT: set"
                            + " BACKUP_ENCRYPTION_KEYS_OLD to that key, or BACKUP_ENCRYPTION_KEY back to it.");
        }
    }

    /** A hold that can't be trusted is one that a cleanup doesn't understand; the backup itself can still be good. */
    private void hold(Repository repository, String target, BackupId id, Findings findings) throws IOException {
        try {
            repository.size(LegalHold.key(target, id));
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            LegalHold.read(repository, target, id, masterKey);
            findings.good(LegalHold.FILE_NAME, "in force");
        } catch (IOException | RuntimeException e) {
            findings.badUnlessAway(LegalHold.FILE_NAME, e);
        }
    }

    /** Without what the server wrote while it was copied, a base backup is of no use. */
    private void log(Repository repository, Manifest manifest, Findings findings) throws IOException {
        Manifest.Base base = manifest.base().orElseThrow();
        Optional<WalSegment> missing = new WalCoverage(repository, manifest.target(), masterKey).missing(base);
        if (missing.isPresent()) {
            throw new IOException(
                    "The segment " + missing.get().name() + " is not there, and without it this base backup"
                            + " can't be used. HINT: look for it in the other repositories; ./zencap backup --type base makes a new"
                            + " one.");
        }
        findings.good("write-ahead log", "from " + base.start() + " to " + base.end() + ", as it needs");
    }

    private void check(StoredBackup backup, Artifact artifact, Findings findings, LongConsumer progress)
            throws RepositoryFailure {
        try {
            whole(backup, artifact, findings, progress);
            if (artifact.role() == Artifact.Role.DATABASE) {
                long entries = lister.list(
                        () -> backup.plaintext(artifact, backup.openStored(artifact, b -> {})),
                        backup.manifest().source().orElseThrow().serverMajor());
                findings.good(artifact.name() + " pg_restore --list", Figures.count(entries, "entry", "entries"));
            }
        } catch (IOException | RuntimeException e) {
            findings.badUnlessAway(artifact.name(), e);
        }
    }

    private static void whole(StoredBackup backup, Artifact artifact, Findings findings, LongConsumer progress)
            throws IOException {
        try (MeasuredInputStream stored = backup.openStored(artifact, progress)) {
            long plainBytes;
            try (var plain = new CountedInputStream(backup.plaintext(artifact, new Unclosed(stored)))) {
                ContentCheck.of(backup.manifest(), artifact, plain).ifPresent(findings::add);
                plain.transferTo(OutputStream.nullOutputStream());
                plainBytes = plain.count();
            }
            // Bytes behind the end of what was encrypted are no part of the backup, but they count in size and hash.
            stored.transferTo(OutputStream.nullOutputStream());
            findings.compare(artifact.name() + " stored size", artifact.storedBytes(), stored.size());
            findings.compare(artifact.name() + " plain size", artifact.plainBytes(), plainBytes);
            findings.compare(artifact.name() + " SHA-256", artifact.sha256(), stored.sha256Hex());
        }
    }
}
