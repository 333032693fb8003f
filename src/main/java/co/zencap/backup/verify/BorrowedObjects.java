package co.zencap.backup.verify;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at the objects of older backups that a backup needs. They are read with those; of a backup that retention has deleted
 * only they and the key are left, and nobody else reads them.
 */
record BorrowedObjects(StoredBackup backup, Findings findings) {

    void check() throws IOException {
        var older = new TreeMap<String, Borrowed>();
        for (Borrowed object : backup.manifest().borrowed()) {
            older.putIfAbsent(object.folder(), object);
            try {
                check(object);
            } catch (NoSuchFileException e) {
                findings.bad(object.key(), "it is gone, and this backup needs it");
            } catch (IOException | RuntimeException e) {
                findings.badUnlessAway(object.key(), e);
            }
        }
        if (backup.dataKey().isPresent()) {
            for (Map.Entry<String, Borrowed> entry : older.entrySet()) {
                checkKey(entry.getValue().keyFile(), entry.getValue());
            }
        }
    }

    private void check(Borrowed object) throws IOException {
        Repository repository = backup.repository();
        findings.compare(object.key() + " stored size", object.storedBytes(), repository.size(object.key()));
        if (!isPartOfABackup(repository, object)) {
            try (MeasuredInputStream stored = backup.openStored(object, read -> {})) {
                stored.transferTo(OutputStream.nullOutputStream());
                findings.compare(object.key() + " SHA-256", object.sha256(), stored.sha256Hex());
            }
        }
    }

    private void checkKey(String name, Borrowed object) throws IOException {
        try {
            StoredBackup.checkKey(
                    backup.repository(),
                    object.target(),
                    new BackupId(object.backupId()),
                    backup.masterKey().orElseThrow());
            findings.good(name, "opens with this key");
        } catch (IOException | RuntimeException e) {
            findings.badUnlessAway(name, e);
        }
    }

    private static boolean isPartOfABackup(Repository repository, Borrowed object) throws IOException {
        try {
            return repository.size(object.folder() + Manifest.FILE_NAME) > 0;
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
