package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.Globs;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.FileTrees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the way of a recovery of files, and where they can be swapped at all. */
class FilesPlanTest {
    @TempDir
    Path folder;

    private final List<Path> mounted = new ArrayList<>();
    private FilesScene scene;
    private Path srv;

    @BeforeEach
    void prepare() throws Exception {
        folder = folder.toRealPath();
        srv = folder.resolve("srv");
        scene = new FilesScene(folder);
    }

    @AfterEach
    void unmount() throws Exception {
        for (Path each : mounted) {
            run("umount", "-l", each.toString());
        }
    }

    private Path mount(Path where, String size) throws Exception {
        Files.createDirectories(where);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", where.toString()),
                "this user may not mount a file system");
        mounted.add(0, where);
        return where;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static List<String> said(FilesPlan plan, PreflightCheck.Outcome outcome) {
        return plan.checks().stream()
                .filter(check -> check.outcome() == outcome)
                .map(PreflightCheck::detail)
                .toList();
    }

    @Test
    void saysWhatComesBackAndHowMuchRoomItTakes() throws Exception {
        scene.backUp("uploads", FilesScene.fill(srv.resolve("uploads")));

        FilesPlan plan = scene.plan();

        assertThat(FilesScene.blocking(plan)).isEmpty();
        assertThat(plan.replaced()).containsExactly(srv.resolve("uploads"));
        assertThat(plan.found().get("uploads").files()).isEqualTo(5);
        assertThat(said(plan, PreflightCheck.Outcome.OK))
                .anyMatch(text -> text.startsWith("5 files, 14"))
                .anyMatch(text -> text.contains("are restored beside the live files in " + srv));
        assertThat(FilesScene.sites(srv)).as("nothing was changed").isEmpty();
    }

    @Test
    void aRootThatIsALinkIsReplacedWhereItLeads() throws Exception {
        Path real = FilesScene.fill(folder.resolve("disk/real"));
        Files.createDirectories(srv);
        Path uploads = Files.createSymbolicLink(srv.resolve("uploads"), real);
        scene.backUp("uploads", uploads);
        FilesScene.damage(real);

        try (FilesRecovery recovery = scene.verified()) {
            recovery.swap(SwapWitness.NONE);
        }

        assertThat(Files.readSymbolicLink(uploads)).isEqualTo(real);
        assertThat(FileTrees.describe(real)).isEqualTo(scene.before(uploads));
    }

    @Test
    void aRootThatIsOneFileIsReplaced() throws Exception {
        Files.createDirectories(srv);
        Path file = Files.writeString(srv.resolve("settings.json"), "{}");
        scene.backUp("settings", file);
        Files.writeString(file, "{broken");

        try (FilesRecovery recovery = scene.verified()) {
            recovery.swap(SwapWitness.NONE);
            assertThat(file).hasContent("{}");
            recovery.undo(SwapWitness.NONE);
            assertThat(file).hasContent("{broken");
        }
    }

    @Test
    void whatLiesInAMountedRootIsSwappedEntryByEntry() throws Exception {
        Path uploads = mount(srv.resolve("uploads"), "64m");
        Files.createDirectory(uploads.resolve("lost+found"));
        FilesScene.fill(uploads);
        scene.backUp("uploads", uploads);
        FilesScene.damage(uploads);
        Map<String, String> damaged = FileTrees.describe(uploads);

        FilesPlan plan = scene.plan();
        assertThat(said(plan, PreflightCheck.Outcome.WARNING)).anyMatch(text -> text.contains("can't be renamed"));
        try (FilesRecovery recovery = scene.verified()) {
            assertThat(recovery.sites().get(0).getParent()).isEqualTo(uploads);
            recovery.swap(SwapWitness.NONE);

            assertThat(withoutSites(uploads)).isEqualTo(withoutRoot(scene.before(uploads)));

            recovery.undo(SwapWitness.NONE);
            assertThat(withoutSites(uploads)).isEqualTo(withoutRoot(damaged));
            scene.backUp("again", uploads);
            FilesPlan next = scene.plan(List.of(FileSet.of(new TargetId("again"), uploads)));
            assertThat(next.found().get("again").files())
                    .as("what recoveries keep is not backed up")
                    .isEqualTo(5);
        }
    }

    private static Map<String, String> withoutSites(Path uploads) throws IOException {
        Map<String, String> all = FileTrees.describe(uploads);
        all.keySet().removeIf(name -> name.contains(FileSet.RECOVERY));
        return withoutRoot(all);
    }

    private static Map<String, String> withoutRoot(Map<String, String> all) {
        all.keySet().removeIf(name -> name.isEmpty() || name.equals("./"));
        return all;
    }

    /** Half of what is to be restored fits: it is said before, and where nobody said it nothing is left of it. */
    @Test
    void aDiskThatIsTooSmall() throws Exception {
        Path disk = mount(folder.resolve("disk"), "16m");
        Path uploads = FileTrees.uploads(disk.resolve("uploads"));
        scene.backUp("uploads", uploads);
        Map<String, String> before = FileTrees.describe(uploads);

        FilesPlan plan = scene.plan();
        assertThat(FilesScene.blocking(plan)).singleElement().asString().contains("9.4 MB", "Free space there");

        assertThat(run("mount", "-o", "remount,size=24m", disk.toString())).isTrue();
        FilesRecovery recovery = scene.plan().recovery();
        try (recovery) {
            assertThat(run("mount", "-o", "remount,size=12m", disk.toString())).isTrue();
            assertThatThrownBy(() -> recovery.beside("dr", 2, FilesScene.operation()))
                    .isInstanceOf(IOException.class);
            recovery.cleanUp();
        }
        assertThat(FilesScene.sites(disk)).isEmpty();
        assertThat(FileTrees.describe(uploads)).isEqualTo(before);
    }

    /** Restored, and then the disk is filled by somebody else: the swap and its taking back find their way. */
    @Test
    void aDiskThatIsFullAtTheSwap() throws Exception {
        Path disk = mount(folder.resolve("disk"), "32m");
        Path uploads = FileTrees.uploads(disk.resolve("uploads"));
        scene.backUp("uploads", uploads);
        Files.writeString(uploads.resolve("later"), "x");
        Map<String, String> before = FileTrees.describe(uploads);
        try (FilesRecovery recovery = scene.verified()) {
            try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
                byte[] block = new byte[1 << 12];
                while (disk.toFile().getUsableSpace() > 0) {
                    out.write(block);
                }
            }

            assertThatThrownBy(() -> recovery.swap(SwapWitness.NONE)).hasMessageContaining("No space left");

            assertThat(FileTrees.describe(uploads)).isEqualTo(before);
            recovery.cleanUp();
            assertThat(FilesScene.sites(disk)).isEmpty();
        }
    }

    /** The disk fills up in the middle: what was moved is moved back without a byte to write it down with. */
    @Test
    void aDiskThatBecomesFullDuringTheSwap() throws Exception {
        Path disk = mount(folder.resolve("disk"), "32m");
        Path uploads = FileTrees.uploads(disk.resolve("uploads"));
        scene.backUp("uploads", uploads);
        Files.writeString(uploads.resolve("later"), "x");
        Map<String, String> before = FileTrees.describe(uploads);
        try (FilesRecovery recovery = scene.verified()) {
            assertThatThrownBy(() -> recovery.swap((step, live) -> {
                        if (step == SwapWitness.Step.PUT_RESTORED) {
                            try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
                                byte[] block = new byte[1 << 12];
                                while (disk.toFile().getUsableSpace() > 0) {
                                    out.write(block);
                                }
                            }
                        }
                    }))
                    .hasMessageContaining("those of before are in place");

            assertThat(FileTrees.describe(uploads)).isEqualTo(before);
            Files.delete(disk.resolve("filler"));
            recovery.undo(SwapWitness.NONE);
            assertThat(FileTrees.describe(uploads)).isEqualTo(before);
            assertThat(recovery.state()).isEqualTo(FilesState.UNDONE);
        }
    }

    /** It may be large and far away, and a recovery is planned again when it begins. */
    @Test
    void anIndexIsReadOnceHoweverOftenTheSameIsPlanned() throws Exception {
        Path uploads = FilesScene.fill(srv.resolve("uploads"));
        scene.backUp("uploads", uploads);
        FilesFound first = scene.plan().found().get("uploads");

        FilesFound again = scene.plan().found().get("uploads");

        assertThat(scene.indexesRead()).isEqualTo(1);
        assertThat(again).usingRecursiveComparison().ignoringFields("wish").isEqualTo(first);
        FilesFound chosen =
                scene.plan(uploads.resolve("2026/plan.txt").toString()).found().get("uploads");
        assertThat(chosen.files()).isEqualTo(1);
        assertThat(scene.indexesRead()).isEqualTo(2);
        assertThat(scene.plan(uploads.resolve("never").toString())
                        .found()
                        .get("uploads")
                        .missing())
                .containsExactly(uploads.resolve("never"));
    }

    @Test
    void whatWouldBeMovedAwayWithItIsInTheWay() throws Exception {
        Path uploads = FilesScene.fill(srv.resolve("uploads"));
        scene.backUp("uploads", uploads);
        scene.own(Files.createDirectories(uploads.resolve("backups")));

        assertThat(FilesScene.blocking(scene.plan()))
                .singleElement()
                .asString()
                .contains(uploads.resolve("backups").toString(), "keeps its own files", "HINT: Choose paths beside it");
        assertThat(FilesScene.blocking(scene.plan(uploads.resolve("2026").toString())))
                .isEmpty();

        Path cache = mount(uploads.resolve("2026/cache"), "1m");
        assertThat(FilesScene.blocking(scene.plan(uploads.resolve("2026").toString())))
                .singleElement()
                .asString()
                .contains("mounted at " + cache);
    }

    @Test
    void aRootThatNobodyCanFindIsInTheWay() throws Exception {
        Path uploads = FilesScene.fill(srv.resolve("uploads"));
        scene.backUp("uploads", uploads);
        Files.move(srv, folder.resolve("not mounted"));

        assertThat(FilesScene.blocking(scene.plan()))
                .singleElement()
                .asString()
                .contains("There is no folder " + srv, "mount its disk");
    }

    @Test
    void onlyWhatIsConfiguredNowIsReplaced() throws Exception {
        Path uploads = FilesScene.fill(srv.resolve("uploads"));
        Path images = FilesScene.fill(srv.resolve("images"));
        FileSet then = scene.backUp("uploads", uploads, images);
        Path later = Files.createDirectories(srv.resolve("later"));
        FileSet now = new FileSet(then.id(), List.of(uploads, later), Globs.NONE, Globs.of(List.of("*.tmp")), true);

        FilesPlan plan = scene.plan(List.of(now));

        assertThat(plan.replaced()).containsExactly(uploads);
        assertThat(said(plan, PreflightCheck.Outcome.WARNING))
                .anyMatch(text -> text.contains(later + " of uploads is not in the backup; it stays as it is"))
                .anyMatch(text -> text.contains("The backup has " + images))
                .anyMatch(text -> text.contains("leave something out"))
                .anyMatch(text -> text.contains("what they led to"));
    }

    @Test
    void fileSetsThatLieInEachOtherAreRecoveredOneByOne() throws Exception {
        Path uploads = FilesScene.fill(srv.resolve("uploads"));
        scene.backUp("uploads", uploads);
        scene.backUp("recent", uploads.resolve("2026"));

        assertThat(FilesScene.blocking(scene.plan()))
                .singleElement()
                .asString()
                .contains(uploads.resolve("2026") + " lies in " + uploads, "one after the other");
    }
}
