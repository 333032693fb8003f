package co.zencap.backup.security;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the stored bytes themselves: whether what should be encrypted is, and with the key that is configured. */
record StoredEncryption(Settings settings, List<Repository> repositories) implements SecurityQuestion {
    private static final int SAMPLE = 1 << 20;

    @Override
    public String about() {
        return "encryption";
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        if (!settings.encryption()) {
            return List.of(
                    SecurityCheck.failed(
                            about(),
                            "New backups are not encrypted: BACKUP_ENCRYPTION_ENABLED is false.",
                            "Leave BACKUP_ENCRYPTION_ENABLED out, and set BACKUP_ENCRYPTION_KEY to what ./zencap keygen makes."));
        }
        var checks = new ArrayList<SecurityCheck>();
        for (Repository repository : repositories) {
            checks.add(look(repository));
        }
        return checks;
    }

    private SecurityCheck look(Repository repository) {
        String name = about() + " in " + repository.id();
        int looked = 0;
        try {
            for (String target : settings.targets()) {
                Optional<StoredBackup> newest = StoredBackup.newest(repository, target, settings.masterKey());
                if (newest.isPresent()) {
                    Optional<String> wrong = wrong(newest.get());
                    if (wrong.isPresent()) {
                        return SecurityCheck.failed(
                                name,
                                "Of backup " + newest.get().manifest().id() + " of " + target + ", " + wrong.get()
                                        + ".",
                                "Make a new backup, verify it with ./zencap verify, and find out who wrote that one.");
                    }
                    looked += newest.get().manifest().artifacts().size();
                }
            }
        } catch (IOException | RuntimeException e) {
            return SecurityCheck.skipped(name, "It can't be read: " + e.getMessage(), "");
        }
        return looked == 0
                ? SecurityCheck.skipped(name, "There is no backup to look at that this key opens.", "")
                : SecurityCheck.passed(
                        name,
                        looked + " artifacts of the newest backups are encrypted with this key, "
                                + settings.masterKey().orElseThrow().id() + ".");
    }

    private Optional<String> wrong(StoredBackup backup) throws IOException {
        Manifest manifest = backup.manifest();
        if (manifest.encryption().isEmpty()) {
            return Optional.of("the manifest says that it is not encrypted");
        }
        for (Artifact artifact : manifest.artifacts()) {
            byte[] start;
            try (InputStream stored = backup.openStored(artifact, bytes -> {})) {
                start = stored.readNBytes(SAMPLE);
            }
            Optional<String> suspicion = Ciphertext.suspicion(start);
            if (suspicion.isPresent()) {
                return Optional.of(artifact.name() + " does not look encrypted: " + suspicion.get());
            }
        }
        return Optional.empty();
    }
}
