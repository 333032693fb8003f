package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.testing.FileTrees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chosen paths are put back into a live tree in which others may write, also while it happens. */
class ChosenRecoveryTest {
    @TempDir
    Path folder;

    private FilesScene scene;
    private Path uploads;
    private Path outside;

    @BeforeEach
    void backUp() throws Exception {
        folder = folder.toRealPath();
        scene = new FilesScene(folder);
        uploads = FilesScene.fill(folder.resolve("srv/uploads"));
        outside = Files.createDirectories(folder.resolve("outside/deep"));
        Files.writeString(outside.resolve("report.txt"), "another's");
        scene.backUp("uploads", uploads);
    }

    private String chosen(String below) {
        return uploads.resolve(below).toString();
    }

    /** As of now, of what lies below. */
    private static Map<String, String> only(Map<String, String> all, String... beginnings) {
        var only = new TreeMap<>(all);
        only.keySet().removeIf(name -> {
            for (String beginning : beginnings) {
                if (name.contains(beginning)) {
                    return false;
                }
            }
            return true;
        });
        return only;
    }

    @Test
    void onlyWhatWasChosenComesBack() throws Exception {
        FilesScene.damage(uploads);
        Map<String, String> damaged = FileTrees.describe(uploads);
        try (FilesRecovery recovery = scene.verified(chosen("2026/plan.txt"), chosen("large.xlsx"), chosen("link"))) {
            recovery.swap(SwapWitness.NONE);

            Map<String, String> now = FileTrees.describe(uploads);
            Map<String, String> before = scene.before(uploads);
            assertThat(only(now, "plan.txt", "link")).isEqualTo(only(before, "plan.txt", "link"));
            assertThat(Files.size(uploads.resolve("large.xlsx"))).isEqualTo(9 << 20);
            assertThat(uploads.resolve("only live")).hasContent("new");
            assertThat(uploads.resolve("other name")).as("was not chosen").hasContent("ransom");

            recovery.undo(SwapWitness.NONE);
            Map<String, String> undone = FileTrees.describe(uploads);
            // the folders in which something was renamed know that
            assertThat(only(undone, "plan.txt", "large", "link", "live", "other"))
                    .isEqualTo(only(damaged, "plan.txt", "large", "link", "live", "other"));
        }
    }

    @Test
    void foldersOnTheWayThatAreGoneComeBackAsTheyWereAndWithNothingElse() throws Exception {
        FileTree.delete(uploads.resolve("2026"));

        try (FilesRecovery recovery = scene.verified(chosen("2026/deep/report.txt"))) {
            recovery.swap(SwapWitness.NONE);
        }

        assertThat(only(FileTrees.describe(uploads), "2026"))
                .isEqualTo(only(scene.before(uploads), "2026", "deep", "report").entrySet().stream()
                        .filter(each -> !each.getKey().contains("plan.txt"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Test
    void aWholeFolderTakesThePlaceOfWhatIsThere() throws Exception {
        Files.writeString(uploads.resolve("2026/virus.exe"), "bad");

        try (FilesRecovery recovery = scene.verified(chosen("2026"))) {
            recovery.swap(SwapWitness.NONE);
        }

        assertThat(only(FileTrees.describe(uploads), "2026")).isEqualTo(only(scene.before(uploads), "2026"));
    }

    @Test
    void whatTheBackupDoesNotHaveIsSaidBefore() throws Exception {
        FilesPlan plan = scene.plan(chosen("2026"), chosen("2027/none"));

        assertThat(FilesScene.blocking(plan))
                .singleElement()
                .asString()
                .contains("does not have " + chosen("2027/none"));
        assertThat(plan.found().get("uploads").files()).isEqualTo(2);
    }

    @Test
    void aLinkInTheLiveTreeIsNotFollowed() throws Exception {
        Files.move(uploads.resolve("2026"), folder.resolve("moved"));
        Files.createSymbolicLink(uploads.resolve("2026"), outside.getParent());

        assertThat(FilesScene.blocking(scene.plan(chosen("2026/deep/report.txt"))))
                .singleElement()
                .asString()
                .contains(chosen("2026") + " is a link now");
        assertThat(outside.resolve("report.txt")).hasContent("another's");

        try (FilesRecovery recovery = scene.verified(chosen("2026"))) {
            recovery.swap(SwapWitness.NONE);
            assertThat(uploads.resolve("2026/plan.txt")).hasContent("plan");
            assertThat(Files.isSymbolicLink(uploads.resolve("2026"))).isFalse();
            recovery.undo(SwapWitness.NONE);
            assertThat(Files.readSymbolicLink(uploads.resolve("2026"))).isEqualTo(outside.getParent());
        }
        assertThat(outside.resolve("report.txt")).hasContent("another's");
    }

    @Test
    void aLinkThatIsPutThereBetweenTheLookAndTheSwapLeadsNowhere() throws Exception {
        try (FilesRecovery recovery = scene.verified(chosen("2026/deep/report.txt"))) {
            Files.move(uploads.resolve("2026"), folder.resolve("moved"));
            Files.createSymbolicLink(uploads.resolve("2026"), outside.getParent());

            assertThatThrownBy(() -> recovery.swap(SwapWitness.NONE)).hasMessageContaining("is a link now");

            assertThat(outside.resolve("report.txt")).hasContent("another's");
            assertThat(recovery.state()).isEqualTo(FilesState.VERIFIED);
        }
    }

    /** The last moment: all is written down already, and the folder becomes a link before it is opened. */
    @Test
    void norDoesOneThatIsPutThereWhenAllIsWrittenDown() throws Exception {
        FilesRecovery recovery = scene.verified(chosen("2026/deep/report.txt"));
        recovery.close();
        Files.move(uploads.resolve("2026"), folder.resolve("moved"));
        Files.createSymbolicLink(uploads.resolve("2026"), outside.getParent());

        try (FilesRecovery again = FilesRecovery.reopen(recovery.sites())) {
            assertThatThrownBy(() -> again.swap(SwapWitness.NONE))
                    .hasMessageContaining("can't be reached")
                    .hasMessageContaining("those of before are in place");
            assertThat(again.state()).isEqualTo(FilesState.VERIFIED);
        }

        assertThat(outside.resolve("report.txt")).hasContent("another's");
        assertThat(folder.resolve("moved/deep/report.txt")).hasContent("report");
    }
}
