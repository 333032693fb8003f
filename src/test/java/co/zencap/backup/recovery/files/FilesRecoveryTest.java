package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.recovery.files.SwapWitness.Step;
import co.zencap.backup.testing.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two file sets that were damaged, put back and taken back; on real files. */
class FilesRecoveryTest {
    @TempDir
    Path folder;

    private FilesScene scene;
    private Path uploads;
    private Path images;
    private Map<String, String> damagedUploads;
    private Map<String, String> damagedImages;

    @BeforeEach
    void backUpAndDamage() throws Exception {
        folder = folder.toRealPath();
        scene = new FilesScene(folder);
        uploads = FilesScene.fill(folder.resolve("srv/uploads"));
        images = FilesScene.fill(folder.resolve("srv/images"));
        scene.backUp("uploads", uploads);
        scene.backUp("images", images);
        FilesScene.damage(uploads);
        FilesScene.damage(images);
        damagedUploads = FileTrees.describe(uploads);
        damagedImages = FileTrees.describe(images);
    }

    private void requireRecovered() throws IOException {
        assertThat(FileTrees.describe(uploads)).isEqualTo(scene.before(uploads));
        assertThat(FileTrees.describe(images)).isEqualTo(scene.before(images));
    }

    private void requireDamaged() throws IOException {
        assertThat(FileTrees.describe(uploads)).isEqualTo(damagedUploads);
        assertThat(FileTrees.describe(images)).isEqualTo(damagedImages);
    }

    @Test
    void whatWasLostComesBackAndWhatWasLiveIsKeptAndPutBack() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            requireDamaged(); // nothing has happened to it yet
            assertThat(recovery.state()).isEqualTo(FilesState.VERIFIED);

            assertThat(recovery.swap(SwapWitness.NONE)).isEmpty();

            requireRecovered();
            recovery.requireInPlace();
            assertThat(recovery.state()).isEqualTo(FilesState.SWAPPED);
            assertThat(recovery.swap(SwapWitness.NONE)).as("once is enough").isEmpty();
            recovery.cleanUp();
            requireRecovered();
            Path kept = recovery.sites().get(0);
            assertThat(Files.getPosixFilePermissions(kept)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(FileTrees.describe(kept.resolve("before/restored" + uploads)))
                    .isEqualTo(damagedUploads);

            Files.writeString(uploads.resolve("written since"), "keep me");
            recovery.undo(SwapWitness.NONE);

            requireDamaged();
            assertThat(recovery.state()).isEqualTo(FilesState.UNDONE);
            recovery.undo(SwapWitness.NONE);
            recovery.cleanUp();
            assertThat(kept.resolve("restored" + uploads).resolve("written since"))
                    .as("nothing that was live is deleted")
                    .hasContent("keep me");
            recovery.forget();
            assertThat(FilesScene.sites(folder.resolve("srv"))).isEmpty();
            requireDamaged();
        }
    }

    @Test
    void whatIsMissingAltogetherIsMadeAnew() throws Exception {
        Files.move(uploads, folder.resolve("away"));
        try (FilesRecovery recovery = scene.verified()) {
            recovery.swap(SwapWitness.NONE);
            requireRecovered();
            recovery.undo(SwapWitness.NONE);
            assertThat(uploads).doesNotExist();
        }
    }

    /** Four renamings: of each set the live one goes, and the restored one comes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aFailureOfAnyRenamingLeavesAllAsItWas(int number) throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            int[] left = {number};

            assertThatThrownBy(() -> recovery.swap((step, live) -> {
                        if (--left[0] == 0) {
                            throw new IOException("injected failure");
                        }
                    }))
                    .hasMessageContaining("injected failure")
                    .hasMessageContaining("those of before are in place");

            requireDamaged();
            assertThat(recovery.state()).isNotEqualTo(FilesState.SWAPPING).isNotEqualTo(FilesState.UNDOING);
            recovery.cleanUp();
            assertThat(FilesScene.sites(folder.resolve("srv")))
                    .as("what may have been written to is not deleted")
                    .hasSize(number == 1 ? 0 : number < 4 ? 1 : 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aProcessThatIsKilledBetweenRenamingsIsFinishedOrTakenBack(int number) throws Exception {
        List<Path> sites;
        try (FilesRecovery recovery = scene.verified()) {
            sites = recovery.sites();
        }
        assertThat(SuddenFileEnd.run("swap", number, sites)).isEqualTo(SuddenFileEnd.STATUS);
        assertThat(Files.exists(uploads) && Files.exists(images)).isEqualTo(number % 2 == 1);

        try (FilesRecovery found = FilesRecovery.reopen(sites)) {
            assertThat(found.state()).isEqualTo(FilesState.SWAPPING);
            found.swap(SwapWitness.NONE);
            requireRecovered();
            assertThat(found.state()).isEqualTo(FilesState.SWAPPED);
        }

        assertThat(SuddenFileEnd.run("undo", number, sites)).isEqualTo(SuddenFileEnd.STATUS);
        try (FilesRecovery found = FilesRecovery.reopen(sites)) {
            assertThat(found.state()).isEqualTo(FilesState.UNDOING);
            found.undo(SwapWitness.NONE);
            requireDamaged();
            assertThat(found.state()).isEqualTo(FilesState.UNDONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aSwapThatWasKilledMayBeTakenBackAsWell(int number) throws Exception {
        List<Path> sites;
        try (FilesRecovery recovery = scene.verified()) {
            sites = recovery.sites();
        }
        assertThat(SuddenFileEnd.run("swap", number, sites)).isEqualTo(SuddenFileEnd.STATUS);

        try (FilesRecovery found = FilesRecovery.reopen(sites)) {
            found.undo(SwapWitness.NONE);
            requireDamaged();
        }
    }

    /** The file that says so is made before it is written down what is moved. */
    @Test
    void oneThatWasCutOffWhenItWasAboutToMoveIsBegunAgain() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            for (Path site : recovery.sites()) {
                Files.createFile(site.resolve("forward"));
            }
            assertThat(recovery.state()).isEqualTo(FilesState.VERIFIED);

            recovery.swap(SwapWitness.NONE);

            requireRecovered();
            recovery.undo(SwapWitness.NONE);
            requireDamaged();
        }
    }

    /** Of two sites one is back, and the other is not. */
    @Test
    void oneThatIsTakenBackInPartIsTakenBackToItsEnd() throws Exception {
        List<Path> sites;
        try (FilesRecovery recovery = scene.verified()) {
            recovery.swap(SwapWitness.NONE);
            sites = recovery.sites();
        }
        try (FilesRecovery one = FilesRecovery.reopen(sites.subList(1, 2))) {
            one.undo(SwapWitness.NONE);
        }
        try (FilesRecovery both = FilesRecovery.reopen(sites)) {
            assertThat(both.state()).isEqualTo(FilesState.UNDOING);
            assertThat(both.state().isUndoable()).isTrue();

            both.undo(SwapWitness.NONE);

            requireDamaged();
            assertThat(both.state().isUndoable()).isFalse();
        }
    }

    @Test
    void allFoldersInWhichSomethingIsRenamedAreFlushed() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            Path site = recovery.sites().get(0);
            Path srv = uploads.getParent();

            assertThat(new FileSwap(site, SwapWitness.NONE)
                            .folders(new Site(site).state().moves()))
                    .containsExactlyInAnyOrder(
                            srv, site.resolve("restored" + srv), site.resolve("before/restored" + srv));
        }
    }

    /** What the link leads to is away in the middle of the swap: whoever looks then finds a link to nothing. */
    @Test
    void aFolderBehindALinkIsFoundAgainAfterASuddenEnd() throws Exception {
        Path disk = FilesScene.fill(folder.resolve("disk/data"));
        Map<String, String> before = FileTrees.describe(disk);
        Path link = Files.createSymbolicLink(folder.resolve("data"), Path.of("disk/data"));
        try (FilesRecovery recovery = FolderReplacement.of("cli1", link).recovery(scene.sets())) {
            recovery.beside("cli", 2, FilesScene.operation());
            recovery.verify(FilesScene.operation());
            assertThatThrownBy(() -> recovery.swap((step, live) -> {
                        if (step == Step.PUT_RESTORED) {
                            throw new AssertionError("a sudden end");
                        }
                    }))
                    .hasMessage("a sudden end");
        }
        assertThat(disk).doesNotExist();

        assertThatThrownBy(() -> FolderReplacement.of("cli2", link)).hasMessageContaining("a link to nothing");
        assertThat(FolderReplacement.begun("cli2", link).tidy("cli"))
                .singleElement()
                .asString()
                .contains("Finished the swap");

        assertThat(FileTrees.describe(disk.resolve("uploads" + uploads))).isEqualTo(scene.before(uploads));
        try (FilesRecovery recovery = FolderReplacement.begun("cli1", link).again()) {
            recovery.undo(SwapWitness.NONE);
        }
        assertThat(FileTrees.describe(disk)).isEqualTo(before);
    }

    @Test
    void onlyOneWorksOnIt() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            assertThatThrownBy(() -> FilesRecovery.reopen(recovery.sites()))
                    .hasMessageContaining("Another recovery is at work")
                    .hasMessageContaining("HINT:");
        }
    }

    /** Two processes rename in the same folders: whoever comes meanwhile loses nothing. */
    @Test
    void whatSomebodyPutsInThePlaceMeanwhileIsPutAside() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            List<String> notes = recovery.swap((step, live) -> {
                if (step == Step.PUT_RESTORED) {
                    Path place = folder.resolve("srv").resolve(live.toString());
                    if (place.equals(uploads)) {
                        Files.createDirectory(place);
                        Files.writeString(place.resolve("order.pdf"), "an upload in the very moment");
                    }
                }
            });

            requireRecovered();
            assertThat(notes).singleElement().asString().contains("during the swap lies in");
            Path aside = recovery.sites().get(0).resolve("aside/1/order.pdf");
            assertThat(aside).hasContent("an upload in the very moment");
        }
    }

    @Test
    void restoredFilesThatAreNotAsTheyWereAreNeverSwappedIn() throws Exception {
        FilesRecovery recovery = scene.plan().recovery();
        try (recovery) {
            recovery.beside("dr", 2, FilesScene.operation());
            Path restored = recovery.sites().get(0).resolve("restored" + uploads);
            Files.writeString(restored.resolve("2026/plan.txt"), "plot");

            assertThatThrownBy(() -> recovery.verify(FilesScene.operation()))
                    .hasMessageContaining("plan.txt has the expected size, but other content");

            assertThatThrownBy(() -> recovery.swap(SwapWitness.NONE)).hasMessageContaining("unfinished");
            requireDamaged();
            recovery.cleanUp();
            assertThat(FilesScene.sites(folder.resolve("srv"))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"restoring, true", "verified, true", "swapping, false", "swapped, false"})
    void theNextOneTidiesUpAfterOneThatWasKilled(String stage, boolean deleted) throws Exception {
        FilesRecovery dead = scene.plan().recovery();
        try (dead) {
            dead.beside("dr", 2, FilesScene.operation());
            if (!stage.equals("restoring")) {
                dead.verify(FilesScene.operation());
            }
        }
        if (stage.equals("swapping")) {
            SuddenFileEnd.run("swap", 2, dead.sites());
        } else if (stage.equals("swapped")) {
            SuddenFileEnd.run("swap", 100, dead.sites());
        }
        var next = new Site(folder.resolve("srv/.zencap-recovery-dr999999999999-uploads"));
        next.make();
        try (next) {
            List<String> notes = AbandonedSites.tidy(next, "dr");

            assertThat(FilesScene.sites(folder.resolve("srv")).size() == 1).isEqualTo(deleted);
            assertThat(String.join(" ", notes))
                    .contains(stage.equals("swapped") ? "" : deleted ? "Deleted" : "Finished the swap");
            if (deleted) {
                requireDamaged();
            } else {
                requireRecovered();
            }
        }
    }

    @Test
    void whatCanNotBeTidiedUpIsToldOfAndKeepsNobodyAway() throws Exception {
        FilesRecovery dead = scene.verified();
        dead.close();
        for (Path site : dead.sites()) {
            Files.writeString(site.resolve("swap.json"), "no plan");
        }
        var other = new Site(folder.resolve("srv/.zencap-recovery-dr111111111111-more"));
        other.make();
        other.close();
        var next = new Site(folder.resolve("srv/.zencap-recovery-dr999999999999-uploads"));
        next.make();
        try (next) {
            List<String> notes = AbandonedSites.tidy(next, "dr");

            assertThat(notes).hasSize(3);
            assertThat(notes)
                    .filteredOn(note -> note.contains("could not be tidied up"))
                    .hasSize(2);
            assertThat(other.folder()).doesNotExist();
        }
        for (Path site : dead.sites()) {
            try (Site broken = new Site(site)) {
                assertThat(broken.isAbandoned()).as("nobody holds %s", site).isTrue();
            }
        }
    }

    /** In a mounted root others may write: what they leave there must not be taken for our own plans. */
    @Test
    void whatOthersHaveWrittenDownIsNotBelieved() throws Exception {
        try (FilesRecovery recovery = scene.verified()) {
            Path site = recovery.sites().get(0);
            Files.setPosixFilePermissions(site, PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThat(new Site(site).isThere()).isFalse();
            assertThat(recovery.state()).isEqualTo(FilesState.VERIFIED); // of the other site
        }
    }
}
