package co.zencap.backup.backup;

import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.key.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;

/** The files of one set in a stored backup. */
public record StoredFiles(StoredBackup backup, FileSetIndex set) implements FileRestore.Source {

    @Override
    public FileIndex index() throws IOException {
        return backup.index(set);
    }

    @Override
    public List<Pack> packs() {
        return set.packs();
    }

    @Override
    public InputStream open(Pack pack) throws IOException {
        return backup.plaintext(pack, backup.openStored(pack));
    }

    /** All objects of the repository that they are read from; some may be older backups'. */
    public List<String> keys() {
        var keys = new LinkedHashSet<String>();
        keys.add(backup.manifest().folder() + set.index());
        for (Pack pack : set.packs()) {
            keys.add(pack.key());
            if (backup.dataKey().isPresent()) {
                keys.add(Manifest.folder(pack.target(), new BackupId(pack.backupId())) + WrappedKey.FILE_NAME);
            }
        }
        return List.copyOf(keys);
    }
}
