package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.recovery.database.PreflightCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that holds something, in the place of which files of a backup come with their whole paths. It knows no file set: a
 * machine that has nothing has no configuration.
 */
public final class FolderReplacement {
    /** In the name of its site. */
    private static final String SET = "folder";

    private static final Path RESTORED = Path.of("restored");

    private final String id;
    private final LiveRoot folder;

    private FolderReplacement(String id, LiveRoot folder) {
        this.id = id;
        this.folder = folder;
    }

    /** @param folder that holds something */
    public static FolderReplacement of(String id, Path folder) throws IOException {
        return new FolderReplacement(id, LiveRoot.of(folder, Mounts.now()));
    }

    /** @param folder that holds something; or held something until a recovery was cut off in the middle of its swap */
    public static FolderReplacement begun(String id, Path folder) throws IOException {
        return new FolderReplacement(id, LiveRoot.cutOff(folder, Mounts.now()));
    }

    /** What stands in the way. */
    public List<PreflightCheck> preflight(long bytes) throws IOException {
        var checks = new ArrayList<PreflightCheck>();
        var target = new SwapTarget(folder, RESTORED, List.of());
        var site = new SiteRecovery(site(), List.of(), List.of(target));
        new FilesChecks(Mounts.now(), List.of(), checks).of(List.of(site), List.of());
        checks.add(FilesChecks.space(bytes, folder.siteParent()));
        return checks;
    }

    /** @param sets of the backup, and where each is read from */
    public FilesRecovery recovery(Map<FileSetIndex, FileRestore.Source> sets) throws IOException {
        Optional<Set<PosixFilePermission>> mode = folder.isThere() && !folder.inside()
                ? Optional.of(Files.getPosixFilePermissions(folder.place()))
                : Optional.empty();
        List<RestoredPart> parts = FolderRestore.parts(RESTORED, sets);
        return new FilesRecovery(
                List.of(new SiteRecovery(site(), parts, List.of(new SwapTarget(folder, RESTORED, List.of())), mode)));
    }

    /** One that has been swapped in, or was cut off: to be taken back or forgotten. */
    public FilesRecovery again() throws IOException {
        return FilesRecovery.reopen(List.of(site().folder()));
    }

    /**
     * Finishes what earlier ones were cut off in the middle of.
     *
     * @return what was done, one sentence each
     */
    public List<String> tidy(String ids) throws IOException {
        return AbandonedSites.tidy(site(), ids);
    }

    private Site site() {
        return Site.in(folder.siteParent(), id, SET);
    }
}
