package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.disk.Disk;
import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.disk.Private;
import co.zencap.backup.figures.Harmless;
import co.zencap.backup.postgres.Tablespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the tablespaces of a recovered cluster lie: in empty folders of its own, and never in those of the original, which may be at
 * work on this machine. The server finds them by links in its data directory.
 */
final class TablespaceFolders {
    private final Path data;
    private final Map<Tablespace, Path> folders;
    private final List<Path> made = new ArrayList<>();

    private TablespaceFolders(Path data, Map<Tablespace, Path> folders) {
        this.data = data;
        this.folders = folders;
    }

    /**
     * Chooses them; makes nothing.
     *
     * @param data the data directory
     * @param wanted where to, by where they were; what is not in it comes beside the data directory
     * @throws IOException when one of the folders holds anything, or no tablespace was where something is wanted from
     */
    static TablespaceFolders choose(List<Tablespace> tablespaces, Path data, Map<String, Path> wanted)
            throws IOException {
        Set<String> unknown = new HashSet<>(wanted.keySet());
        var folders = new LinkedHashMap<Tablespace, Path>();
        for (Tablespace each : tablespaces) {
            Path folder = Optional.ofNullable(wanted.get(each.location()))
                    .orElseGet(() -> beside(data).resolve(String.valueOf(each.oid())));
            unknown.remove(each.location());
            requireApart(folder, data.toAbsolutePath());
            for (Path other : folders.values()) {
                requireApart(folder, other);
            }
            requireEmpty(folder);
            folders.put(each, folder);
        }
        if (!unknown.isEmpty()) {
            throw new IOException("No tablespace of the base backup was in " + Harmless.line(String.join(", ", unknown))
                    + ". HINT: --tablespace-mapping takes one of these: "
                    + tablespaces.stream()
                            .map(each -> Harmless.line(each.location()))
                            .collect(Collectors.joining(", ")));
        }
        return new TablespaceFolders(data, folders);
    }

    private static Path beside(Path data) {
        return data.toAbsolutePath().resolveSibling(data.getFileName() + ".tablespaces");
    }

    private static void requireApart(Path folder, Path other) throws IOException {
        if (folder.startsWith(other) || other.startsWith(folder)) {
            throw new IOException("The tablespace folder " + folder + " and " + other
                    + " lie in each other. HINT: name folders that have nothing to do with each other.");
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new IOException(
                "The tablespace folder " + folder + " is not empty. HINT: name an empty one, or one that is"
                        + " not there yet, with --tablespace-mapping; nothing is ever recovered over a tablespace.");
    }

    /** Where each comes to lie. */
    Map<Tablespace, Path> all() {
        return Map.copyOf(folders);
    }

    /** The same for people. */
    List<RecoveredCluster.Move> moves() {
        return folders.entrySet().stream()
                .map(each -> new RecoveredCluster.Move(
                        each.getKey().name(), each.getKey().location(), each.getValue()))
                .toList();
    }

    /** Makes the folders that are not there. */
    void make(Optional<FileOwner> owner) throws IOException {
        for (Path folder : folders.values()) {
            if (folder.startsWith(beside(data)) && Files.notExists(beside(data))) {
                give(create(beside(data)), owner);
            }
            Files.createDirectories(folder.getParent());
            if (Files.notExists(folder)) {
                create(folder);
            }
            Files.setPosixFilePermissions(folder, Private.FOLDER.value());
            give(folder, owner);
        }
    }

    private Path create(Path folder) throws IOException {
        Files.createDirectory(folder, Private.FOLDER);
        made.add(folder);
        return folder;
    }

    /** Has the server find them; what is unpacked into its data directory then comes where it belongs. */
    void link(Optional<FileOwner> owner) throws IOException {
        for (Map.Entry<Tablespace, Path> each : folders.entrySet()) {
            Path link = data.resolve(each.getKey().place());
            if (Files.notExists(link.getParent())) {
                give(Files.createDirectory(link.getParent(), Private.FOLDER), owner);
            }
            give(Files.createSymbolicLink(link, each.getValue()), owner);
        }
    }

    /** Makes somebody the owner of a file, a folder, or a link itself; empty: it stays ours. */
    static void give(Path path, Optional<FileOwner> owner) throws IOException {
        if (owner.isPresent()) {
            owner.get().own(path);
        }
    }

    /** All that was put into them becomes somebody's. */
    void giveAll(Optional<FileOwner> owner) throws IOException {
        for (Path folder : folders.values()) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : (Iterable<Path>) all::iterator) {
                    give(each, owner);
                }
            }
        }
    }

    /** Deletes what was made, with all that is in it. */
    void delete() throws IOException {
        for (Path each : made) {
            FileTree.delete(each);
        }
    }

    /**
     * Requires room where they will lie, and for the data directory.
     *
     * @param whole what is unpacked, with them, in bytes
     */
    void requireRoom(long whole) throws IOException {
        long apart = folders.keySet().stream().mapToLong(Tablespace::bytes).sum();
        requireRoom(data, whole - apart);
        var byDisk = new HashMap<Disk, Long>();
        byDisk.put(Disk.of(data), whole - apart);
        for (Map.Entry<Tablespace, Path> each : folders.entrySet()) {
            Path there = existing(each.getValue());
            requireRoom(there, byDisk.merge(Disk.of(there), each.getKey().bytes(), Long::sum));
        }
    }

    /** @throws IOException when the disk of a folder certainly lacks room for so many bytes */
    static void requireRoom(Path folder, long needed) throws IOException {
        FreeSpace free = FreeSpace.of(folder);
        if (free.isLessThan(needed)) {
            throw new IOException("The disk of " + folder + " has " + free.bytes()
                    + " bytes free, and the recovery needs " + needed + ". HINT: name a folder on a larger one.");
        }
    }

    private static Path existing(Path folder) {
        Path above = folder;
        while (Files.notExists(above)) {
            above = above.getParent();
        }
        return above;
    }

    /** Whether all of them lie on one disk with the data directory. */
    boolean areOnItsDisk() throws IOException {
        for (Path each : folders.values()) {
            if (!Disk.of(existing(each)).equals(Disk.of(data))) {
                return false;
            }
        }
        return true;
    }
}
