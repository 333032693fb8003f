package co.zencap.backup.files;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a backup of files has seen. */
public final class FileCounts {
    private static final int WARNINGS_KEPT = 100;

    private final AtomicLong readBytes = new AtomicLong();
    private final List<String> warnings = new ArrayList<>();
    private long files;
    private long folders;
    private long links;
    private long bytes;
    private long warned;

    void read(long n) {
        readBytes.addAndGet(n);
    }

    /** Bytes that had to be read, because they are new or may have changed. */
    public long readBytes() {
        return readBytes.get();
    }

    /** Called by the one thread that writes the index. */
    void count(FileEntry entry) {
        switch (entry.type()) {
            case FILE -> {
                files++;
                bytes += entry.size();
            }
            case FOLDER -> folders++;
            case SYMLINK, HARDLINK -> links++;
            case SKIPPED -> {}
        }
        if (entry.warning() != null) {
            warned++;
            if (warnings.size() < WARNINGS_KEPT) {
                warnings.add(entry.path() + ": " + entry.warning());
            }
        }
    }

    public long files() {
        return files;
    }

    public long folders() {
        return folders;
    }

    /** Symbolic ones and further names of files. */
    public long links() {
        return links;
    }

    /** Size of all files, as read. */
    public long bytes() {
        return bytes;
    }

    /** Paths that a person should know of. */
    public long warned() {
        return warned;
    }

    /** The first 100 of them, each with its reason. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
