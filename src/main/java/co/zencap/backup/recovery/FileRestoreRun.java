package co.zencap.backup.recovery;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.key.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** One restoration of files under way. */
public final class FileRestoreRun {
    private final FileRestoreRequest request;
    private final StoredBackup backup;
    private final List<FileSetIndex> fileSets;
    private final List<Restored> restored = new ArrayList<>();

    FileRestoreRun(FileRestoreRequest request, StoredBackup backup, List<FileSetIndex> fileSets) {
        this.request = request;
        this.backup = backup;
        this.fileSets = fileSets;
    }

    FileRestoreRequest request() {
        return request;
    }

    StoredBackup backup() {
        return backup;
    }

    /** Those that are wanted. */
    public List<FileSetIndex> getFileSets() {
        return fileSets;
    }

    /** A folder each, where there are several: they may hold the same paths. */
    Path folder(FileSetIndex set) {
        return fileSets.size() == 1 ? request.folder() : request.folder().resolve(set.set());
    }

    List<Restored> restored() {
        return restored;
    }

    /** All objects that the wanted file sets are read from. */
    List<String> keys() {
        var keys = new LinkedHashSet<String>();
        for (FileSetIndex set : fileSets) {
            keys.add(backup.manifest().folder() + set.index());
            for (Pack pack : set.packs()) {
                keys.add(pack.key());
                if (backup.dataKey().isPresent()) {
                    keys.add(Manifest.folder(pack.target(), new BackupId(pack.backupId())) + WrappedKey.FILE_NAME);
                }
            }
        }
        return List.copyOf(keys);
    }

    FileRestore.Source source(FileSetIndex set) {
        return new FileRestore.Source() {
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
        };
    }
}
