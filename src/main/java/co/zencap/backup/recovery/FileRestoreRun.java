package co.zencap.backup.recovery;

import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.files.FileSetIndex;
import java.nio.file.Path;
import java.util.ArrayList;
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
        return fileSets.stream()
                .flatMap(set -> files(set).keys().stream())
                .distinct()
                .toList();
    }

    StoredFiles files(FileSetIndex set) {
        return new StoredFiles(backup, set);
    }
}
