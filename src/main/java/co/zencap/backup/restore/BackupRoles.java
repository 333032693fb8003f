package co.zencap.backup.restore;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.postgres.GlobalsScript;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The roles of a backup. */
public final class BackupRoles {
    private BackupRoles() {}

    /** Empty where it does not hold them. */
    public static Optional<GlobalsScript> read(StoredBackup backup) throws IOException {
        Optional<Artifact> artifact = backup.manifest().artifact(Artifact.Role.GLOBALS);
        if (artifact.isEmpty()) {
            return Optional.empty();
        }
        try (MeasuredInputStream stored = backup.openStored(artifact.get(), b -> {});
                InputStream plain = backup.plaintext(artifact.get(), stored)) {
            return Optional.of(GlobalsScript.read(plain));
        }
    }
}
