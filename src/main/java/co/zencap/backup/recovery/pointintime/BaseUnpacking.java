package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Turns a base backup into a cluster's folder again. Whatever a tar file says, nothing is written outside of it. */
final class BaseUnpacking {
    private static final int BUFFER = 1 << 20;

    private final StoredBackup backup;
    private final Path data;
    private final Optional<UserPrincipal> owner;

    /** @param owner to whom all of it belongs; empty: to us */
    BaseUnpacking(StoredBackup backup, Path data, Optional<UserPrincipal> owner) {
        this.backup = backup;
        this.data = data;
        this.owner = owner;
    }

    /** @throws IOException when anything of it was changed or is missing; what was written is then worthless */
    void run(RunningOperation operation) throws IOException {
        Artifact artifact = backup.manifest()
                .artifact(Artifact.Role.BASE)
                .orElseThrow(() -> new IOException("Backup " + backup.manifest().id() + " is no base backup."));
        operation.phase("unpack the base backup", artifact.storedBytes());
        try (MeasuredInputStream stored = backup.openStored(artifact, operation::progress);
                InputStream plain = new BufferedInputStream(backup.plaintext(artifact, stored), BUFFER);
                var tar = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry);
            }
            // The end of the tar is not that of the stream, whose last part proves that it is whole.
            plain.transferTo(OutputStream.nullOutputStream());
        }
        if (Files.notExists(data.resolve("PG_VERSION")) || Files.notExists(data.resolve("backup_label"))) {
            throw new IOException("The base backup " + backup.manifest().id() + " lacks files that each cluster has."
                    + " HINT: use another base backup, and look for the cause.");
        }
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = data.resolve(entry.getName()).normalize();
        if (!target.startsWith(data)) {
            throw new IOException("The base backup names a file outside of its folder: "
                    + entry.getName().replaceAll("[^ -~]", "?"));
        }
        if (entry.isDirectory()) {
            if (!target.equals(data)) {
                Files.createDirectories(target);
                give(target, "rwx------");
            }
        } else if (entry.isFile()) {
            if (!Files.isDirectory(target.getParent())) {
                Files.createDirectories(target.getParent());
                give(target.getParent(), "rwx------");
            }
            try (OutputStream out = Files.newOutputStream(target)) {
                tar.transferTo(out);
            }
            give(target, "rw-------");
        } else {
            throw new IOException("The base backup holds something that is neither file nor folder: "
                    + entry.getName().replaceAll("[^ -~]", "?"));
        }
    }

    private void give(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        if (owner.isPresent()) {
            Files.setOwner(path, owner.get());
        }
    }
}
