package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.stream.MeasuredInputStream;
import co.zencap.backup.stream.TarEntries;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Turns a base backup into a cluster's folder again. Whatever a tar file says, nothing is written outside of it. */
final class BaseUnpacking {
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_SHOWN = 200;

    /** By it a server would make links to the folders that it names, and write there: those of the original, or anybody's. */
    private static final String MAP = "tablespace_map";

    private final String backupId;
    private final Path data;
    private final Optional<FileOwner> owner;

    /**
     * @param backupId whose tar it is
     * @param owner to whom all of it belongs; empty: to us
     */
    BaseUnpacking(String backupId, Path data, Optional<FileOwner> owner) {
        this.backupId = backupId;
        this.data = data;
        this.owner = owner;
    }

    /**
     * Unpacks a backup's own tar.
     *
     * @throws IOException when anything of it was changed or is missing; what was written is then worthless
     */
    static void of(StoredBackup backup, Path data, Optional<FileOwner> owner, RunningOperation operation)
            throws IOException {
        String id = backup.manifest().id().value();
        Artifact artifact = backup.manifest()
                .artifact(Artifact.Role.BASE)
                .orElseThrow(() -> new IOException("Backup " + id + " is no base backup."));
        operation.phase("unpack the base backup", artifact.storedBytes());
        try (MeasuredInputStream stored = backup.openStored(artifact, operation::progress);
                InputStream plain = backup.plaintext(artifact, stored)) {
            new BaseUnpacking(id, data, owner).run(plain);
        }
    }

    /**
     * Unpacks a tar.
     *
     * @param authentic fails at any byte that was changed
     */
    void run(InputStream authentic) throws IOException {
        try (InputStream plain = new BufferedInputStream(authentic, BUFFER);
                var tar = new TarEntries(plain)) {
            for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
                unpack(tar.content(), entry);
            }
            // The end of the tar is not that of the stream, whose last part proves that it is whole.
            plain.transferTo(OutputStream.nullOutputStream());
        }
        if (Files.notExists(data.resolve("PG_VERSION")) || Files.notExists(data.resolve("backup_label"))) {
            throw new IOException("The base backup " + backupId + " lacks files that each cluster has."
                    + " HINT: use another base backup, and look for the cause.");
        }
    }

    private void unpack(InputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = place(entry);
        if (target.equals(data.resolve(MAP))) {
            return;
        }
        if (entry.isDirectory()) {
            if (!target.equals(data)) {
                Files.createDirectories(target);
                give(target, "rwx------");
            }
        } else if (isRegular(entry)) {
            if (!Files.isDirectory(target.getParent())) {
                Files.createDirectories(target.getParent());
                give(target.getParent(), "rwx------");
            }
            try (OutputStream out = Files.newOutputStream(target)) {
                tar.transferTo(out);
            }
            give(target, "rw-------");
        } else {
            throw new IOException("The base backup holds something that is neither file nor folder: " + shown(entry));
        }
    }

    private Path place(TarArchiveEntry entry) throws IOException {
        try {
            Path target = data.resolve(entry.getName()).normalize();
            if (target.startsWith(data)) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw new IOException("The base backup holds a file of an impossible name: " + shown(entry), e);
        }
        throw new IOException("The base backup names a file outside of its folder: " + shown(entry));
    }

    /** The library calls all that is no folder a file: links and devices, too. */
    private static boolean isRegular(TarArchiveEntry entry) {
        byte kind = entry.getLinkFlag();
        return kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM || kind == TarConstants.LF_CONTIG;
    }

    private static String shown(TarArchiveEntry entry) {
        String name = entry.getName().replaceAll("[^ -~]", "?");
        return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "..." : name;
    }

    private void give(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        if (owner.isPresent()) {
            owner.get().own(path);
        }
    }
}
