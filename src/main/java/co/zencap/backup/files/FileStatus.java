package co.zencap.backup.files;

import co.zencap.backup.files.FileEntry.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/** Reads what the file system says of a path. Remembers the names of users and groups; not for several threads. */
final class FileStatus {
    private static final String ATTRIBUTES = "unix:mode,ino,dev,nlink,uid,gid,ctime,lastModifiedTime,size";
    private static final int FORMAT = 0170000;
    private static final int FOLDER = 0040000;
    private static final int FILE = 0100000;
    private static final int SYMLINK = 0120000;

    private final Map<Integer, String> users = new HashMap<>();
    private final Map<Integer, String> groups = new HashMap<>();

    /**
     * @param kind its type's bits of the mode
     * @param size in bytes
     * @param device the file system's number
     * @param links how many names the file has
     */
    record Found(int kind, long size, long device, int links, Status status) {

        boolean isFolder() {
            return kind == FOLDER;
        }

        boolean isFile() {
            return kind == FILE;
        }

        boolean isSymlink() {
            return kind == SYMLINK;
        }
    }

    Found of(Path path, LinkOption... options) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, ATTRIBUTES, options);
        int mode = (Integer) all.get("mode");
        int uid = (Integer) all.get("uid");
        int gid = (Integer) all.get("gid");
        var status = new Status(
                octal(mode),
                uid,
                gid,
                name(users, uid, path, "posix:owner", options),
                name(groups, gid, path, "posix:group", options),
                ((FileTime) all.get("lastModifiedTime")).toInstant(),
                ((FileTime) all.get("ctime")).toInstant(),
                (Long) all.get("ino"));
        return new Found(
                mode & FORMAT, (Long) all.get("size"), (Long) all.get("dev"), (Integer) all.get("nlink"), status);
    }

    /** Four digits. */
    private static String octal(int mode) {
        return Integer.toOctalString(010000 | mode & 07777).substring(1);
    }

    /** Null where the number has no name. */
    private static String name(
            Map<Integer, String> known, int number, Path path, String attribute, LinkOption... options)
            throws IOException {
        if (!known.containsKey(number)) {
            String name = String.valueOf(Files.getAttribute(path, attribute, options));
            known.put(number, name.equals(String.valueOf(number)) ? null : name);
        }
        return known.get(number);
    }
}
