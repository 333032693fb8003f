package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Globs;
import co.zencap.backup.files.Pack;
import co.zencap.backup.files.PackFolder;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** File sets that are backed up, and damaged afterwards. */
final class FilesScene {
    static final String ID = "dr0123456789ab";

    private final PackFolder packs;
    private final Map<FileSet, PackFolder.Backup> backups = new LinkedHashMap<>();
    private final Map<Path, Map<String, String>> asBackedUp = new LinkedHashMap<>();
    private final List<Path> own = new ArrayList<>();
    private final KnownContents contents = new KnownContents();
    private int indexesRead;

    FilesScene(Path folder) throws IOException {
        packs = new PackFolder(Files.createDirectories(folder.resolve("packs")));
    }

    /** A folder with all that is hard to bring back. */
    static Path fill(Path root) throws IOException {
        FileTrees.uploads(root);
        Files.createLink(root.resolve("other name"), root.resolve("large.xlsx"));
        Path deep = Files.createDirectories(root.resolve("2026/deep"));
        Files.writeString(deep.resolve("report.txt"), "report");
        Files.writeString(root.resolve("2026/plan.txt"), "plan");
        Files.createDirectory(root.resolve("empty folder"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("/nowhere"));
        try (var sparse = new RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
            sparse.seek(5_000_000);
            sparse.write(1);
        }
        Files.setPosixFilePermissions(deep.resolve("report.txt"), PosixFilePermissions.fromString("r--r-----"));
        Files.setPosixFilePermissions(root.resolve("2026"), PosixFilePermissions.fromString("rwxrwx---"));
        Files.setLastModifiedTime(deep, FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x---"));
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.setAttribute(root.resolve("2026/plan.txt"), "unix:uid", 1234);
            Files.setAttribute(root.resolve("2026"), "unix:gid", 4321);
        }
        return root;
    }

    /** Somebody's mistake: some is gone, some is changed, some is new. */
    static void damage(Path root) throws IOException {
        Files.delete(root.resolve("2026/plan.txt"));
        Files.writeString(root.resolve("large.xlsx"), "ransom");
        Files.writeString(root.resolve("only live"), "new");
        Files.delete(root.resolve("link"));
    }

    FileSet backUp(String name, Path... roots) throws Exception {
        return backUp(new FileSet(new TargetId(name), List.of(roots), Globs.NONE, Globs.NONE, false));
    }

    FileSet backUp(FileSet set) throws Exception {
        backups.put(set, packs.backup(set));
        for (Path root : set.roots()) {
            asBackedUp.put(root, FileTrees.describe(root.toRealPath()));
        }
        return set;
    }

    /** The service's own folder. */
    void own(Path folder) {
        own.add(folder);
    }

    /** As of the backup. */
    Map<String, String> before(Path root) {
        return asBackedUp.get(root);
    }

    FilesPlan plan(String... chosen) throws IOException {
        return plan(new ArrayList<>(backups.keySet()), chosen);
    }

    /** @param configured as the sets are now */
    FilesPlan plan(List<FileSet> configured, String... chosen) throws IOException {
        return FilesPlan.of(ID, wishes(configured), ChosenPaths.of(List.of(chosen), configured), own, contents);
    }

    /** All of them, as whoever knows no file sets finds them in a backup. */
    Map<FileSetIndex, FileRestore.Source> sets() {
        var sets = new LinkedHashMap<FileSetIndex, FileRestore.Source>();
        wishes(new ArrayList<>(backups.keySet())).forEach(wish -> sets.put(wish.index(), wish.source()));
        return sets;
    }

    private List<FilesWish> wishes(List<FileSet> configured) {
        var wishes = new ArrayList<FilesWish>();
        for (FileSet set : configured) {
            PackFolder.Backup backup = backups.entrySet().stream()
                    .filter(each -> each.getKey().id().equals(set.id()))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            FileSet then = backups.keySet().stream()
                    .filter(each -> each.id().equals(set.id()))
                    .findFirst()
                    .orElseThrow();
            var index = new FileSetIndex(
                    set.id().value(),
                    then.roots().stream().map(Path::toString).toList(),
                    "index",
                    backup.counts().files(),
                    backup.counts().folders(),
                    backup.counts().links(),
                    backup.counts().bytes(),
                    backup.counts().readBytes(),
                    backup.counts().warned(),
                    backup.packs());
            wishes.add(new FilesWish(backup.index().toString(), set, index, counted(backup.source())));
        }
        return wishes;
    }

    private FileRestore.Source counted(FileRestore.Source source) {
        return new FileRestore.Source() {
            @Override
            public FileIndex index() throws IOException {
                indexesRead++;
                return source.index();
            }

            @Override
            public List<Pack> packs() {
                return source.packs();
            }

            @Override
            public InputStream open(Pack pack) throws IOException {
                return source.open(pack);
            }
        };
    }

    /** How often any was. */
    int indexesRead() {
        return indexesRead;
    }

    static List<String> blocking(FilesPlan plan) {
        return plan.checks().stream()
                .filter(PreflightCheck::isBlocking)
                .map(check -> check.detail() + " HINT: " + check.hint())
                .toList();
    }

    /** One that may be swapped in. */
    FilesRecovery verified(String... chosen) throws Exception {
        FilesPlan plan = plan(chosen);
        assertThat(blocking(plan)).isEmpty();
        FilesRecovery recovery = plan.recovery();
        recovery.beside("dr", 2, operation());
        recovery.verify(operation());
        return recovery;
    }

    static RunningOperation operation() {
        return new Operations(Clock.systemUTC(), operation -> {}).begin(Operation.Kind.RECOVERY, "shop", null);
    }

    /** What recoveries keep in a folder. */
    static List<Path> sites(Path parent) throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().startsWith(FileSet.RECOVERY))
                    .toList();
        }
    }
}
