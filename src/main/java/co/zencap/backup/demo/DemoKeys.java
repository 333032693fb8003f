package co.zencap.backup.demo;

import co.zencap.backup.disk.Private;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.EnvFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * The demo's keys: made at its first run, kept in files that only their owner can read.
 *
 * @param encryption of the backups
 * @param admin of the API
 */
record DemoKeys(String encryption, String admin) {
    private static final String ENCRYPTION = "BACKUP_ENCRYPTION_KEY";
    private static final String ADMIN = "ADMIN_API_KEY";

    static DemoKeys of(DemoFolder folder) throws IOException {
        Path file = folder.keys();
        if (!Files.exists(file)) {
            writePrivately(
                    file, ENCRYPTION + "=" + MasterKey.generate() + "\n" + ADMIN + "=" + MasterKey.generate() + "\n");
        }
        Map<String, String> kept = EnvFile.read(file);
        if (!kept.containsKey(ENCRYPTION) || !kept.containsKey(ADMIN)) {
            throw new IOException(file + " lacks a key. HINT: delete " + folder.root() + " to begin anew.");
        }
        var keys = new DemoKeys(kept.get(ENCRYPTION), kept.get(ADMIN));
        writePrivately(folder.authorization(), "Authorization: Bearer " + keys.admin() + "\n");
        return keys;
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, Private.FILE);
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return "DemoKeys[...]";
    }
}
