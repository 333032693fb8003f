package co.zencap.backup.verify;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.Pack;
import co.zencap.backup.key.WrappedKey;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at the packs of older backups that a backup needs. They are read with those; of a backup that retention has deleted
 * only the packs and the key are left, and nobody else reads them.
 */
record BorrowedPacks(StoredBackup backup, Findings findings) {

    void check() throws IOException {
        var older = new TreeMap<String, Pack>();
        for (Pack pack : backup.manifest().borrowedPacks()) {
            older.putIfAbsent(folder(pack), pack);
            try {
                check(pack);
            } catch (NoSuchFileException e) {
                findings.bad(pack.key(), "it is gone, and this backup needs it");
            } catch (IOException | RuntimeException e) {
                findings.badUnlessAway(pack.key(), e);
            }
        }
        if (backup.dataKey().isPresent()) {
            for (Map.Entry<String, Pack> entry : older.entrySet()) {
                checkKey(entry.getKey() + WrappedKey.FILE_NAME, entry.getValue());
            }
        }
    }

    private void check(Pack pack) throws IOException {
        Repository repository = backup.repository();
        findings.compare(pack.key() + " stored size", pack.storedBytes(), repository.size(pack.key()));
        if (!isPartOfABackup(repository, pack)) {
            try (MeasuredInputStream stored = backup.openStored(pack)) {
                stored.transferTo(OutputStream.nullOutputStream());
                findings.compare(pack.key() + " SHA-256", pack.sha256(), stored.sha256Hex());
            }
        }
    }

    private void checkKey(String name, Pack pack) throws IOException {
        try {
            StoredBackup.checkKey(
                    backup.repository(),
                    pack.target(),
                    new BackupId(pack.backupId()),
                    backup.masterKey().orElseThrow());
            findings.good(name, "opens with this key");
        } catch (IOException | RuntimeException e) {
            findings.badUnlessAway(name, e);
        }
    }

    private static boolean isPartOfABackup(Repository repository, Pack pack) throws IOException {
        try {
            return repository.size(folder(pack) + Manifest.FILE_NAME) > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String folder(Pack pack) {
        return Manifest.folder(pack.target(), new BackupId(pack.backupId()));
    }
}
