package co.zencap.backup.verify;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.Pack;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads a copy of a backup back, whole: manifest and its signature, key, and for every artifact size, SHA-256,
 * authenticated decryption to the last segment, decompression, and the format of the content.
 */
public final class BackupVerifier {
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
     */
    public Verification verify(Repository repository, String target, BackupId id, LongConsumer progress) {
        Instant startedAt = clock.instant();
        var checks = new ArrayList<Check>();
        long read = 0;
        Optional<RepositoryFailure> cutOff = Optional.empty();
        try {
            StoredBackup backup = StoredBackup.open(repository, target, id, masterKey);
            checks.add(new Check("manifest", true, masterKey.isPresent() ? "signed by this key" : "NOT signed"));
            for (Artifact artifact : backup.manifest().artifacts()) {
                long before = read;
                check(backup, artifact, checks, bytes -> progress.accept(before + bytes));
                read += artifact.storedBytes();
            }
            borrowed(backup, checks);
        } catch (IOException | RuntimeException e) {
            cutOff = RepositoryFailure.awayIn(e);
            checks.add(failed("manifest", e));
        }
        return new Verification(
                id.value(), repository.id(), List.copyOf(checks), read, startedAt, clock.instant(), cutOff);
    }

    /**
     * Packs of older backups are read with those; without one of them this backup is not whole. Of a backup that retention
     * has deleted only the packs are left, and nobody else reads them.
     */
    private static void borrowed(StoredBackup backup, List<Check> checks) throws IOException {
        for (Pack pack : backup.manifest().borrowedPacks()) {
            try {
                long size = backup.repository().size(pack.key());
                compare(pack.key() + " stored size", pack.storedBytes(), size, checks);
                if (!isBackup(backup.repository(), pack)) {
                    try (MeasuredInputStream stored = backup.openStored(pack)) {
                        stored.transferTo(OutputStream.nullOutputStream());
                        compare(pack.key() + " SHA-256", pack.sha256(), stored.sha256Hex(), checks);
                    }
                }
            } catch (NoSuchFileException e) {
                checks.add(new Check(pack.key(), false, "it is gone, and this backup needs it"));
            }
        }
    }

    private static boolean isBackup(Repository repository, Pack pack) throws IOException {
        try {
            return repository.size(Manifest.folder(pack.target(), new BackupId(pack.backupId())) + Manifest.FILE_NAME)
                    > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private void check(StoredBackup backup, Artifact artifact, List<Check> checks, LongConsumer progress)
            throws RepositoryFailure {
        try {
            whole(backup, artifact, checks, progress);
            if (artifact.role() == Artifact.Role.DATABASE) {
                long entries = lister.list(
                        () -> backup.plaintext(artifact, backup.openStored(artifact, b -> {})),
                        backup.manifest().source().orElseThrow().serverMajor());
                checks.add(new Check("pg_restore --list", true, entries + " entries"));
            }
        } catch (IOException | RuntimeException e) {
            Optional<RepositoryFailure> away = RepositoryFailure.awayIn(e);
            if (away.isPresent()) {
                throw away.get();
            }
            checks.add(failed(artifact.name(), e));
        }
    }

    private void whole(StoredBackup backup, Artifact artifact, List<Check> checks, LongConsumer progress)
            throws IOException {
        try (MeasuredInputStream stored = backup.openStored(artifact, progress)) {
            long plainBytes;
            try (var plain = new Counted(backup.plaintext(artifact, new Unclosed(stored)))) {
                ContentCheck.of(backup.manifest(), artifact, plain).ifPresent(checks::add);
                plain.transferTo(OutputStream.nullOutputStream());
                plainBytes = plain.count();
            }
            // Bytes behind the end of what was encrypted are no part of the backup, but they count in size and hash.
            stored.transferTo(OutputStream.nullOutputStream());
            compare(artifact.name() + " stored size", artifact.storedBytes(), stored.size(), checks);
            compare(artifact.name() + " plain size", artifact.plainBytes(), plainBytes, checks);
            compare(artifact.name() + " SHA-256", artifact.sha256(), stored.sha256Hex(), checks);
        }
    }

    private static void compare(String name, Object expected, Object found, List<Check> checks) {
        boolean same = expected.equals(found);
        checks.add(new Check(name, same, same ? String.valueOf(found) : "expected " + expected + ", found " + found));
    }

    private static Check failed(String name, Exception e) {
        Problem problem = Problem.of(name, e);
        return new Check(name, false, problem.detail());
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            return readNBytes((int) Math.min(n, 8192)).length;
        }
    }
}
