package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import co.zencap.backup.files.Subtrees;
import co.zencap.backup.recovery.database.PreflightCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of the backups goes where, and what stands in the way; decided by looking, changing nothing. */
public final class FilesPlan {
    private static final String ROOTS = "file sets";
    private static final Path RESTORED = Path.of("restored");

    private final String id;
    private final List<Path> chosen;
    private final List<Path> own;
    private final Mounts mounts;
    private final KnownContents contents;
    private final List<PreflightCheck> checks = new ArrayList<>();
    private final List<SiteRecovery> sites = new ArrayList<>();
    private final Map<String, FilesFound> found = new LinkedHashMap<>();

    private FilesPlan(String id, List<Path> chosen, List<Path> own, Mounts mounts, KnownContents contents) {
        this.contents = contents;
        this.id = id;
        this.chosen = chosen;
        this.own = own;
        this.mounts = mounts;
    }

    /**
     * Looks.
     *
     * @param id the recovery's
     * @param chosen paths of {@link ChosenPaths}; none: all that the sets hold
     * @param own folders of this service's, which must not be moved away
     * @param contents of the backups, as far as they are known
     */
    public static FilesPlan of(
            String id, List<FilesWish> wishes, List<Path> chosen, List<Path> own, KnownContents contents)
            throws IOException {
        var plan = new FilesPlan(id, chosen, own, Mounts.now(), contents);
        for (FilesWish wish : wishes) {
            plan.add(wish);
        }
        new FilesChecks(plan.mounts, plan.own, plan.checks).of(plan.sites, plan.found.values());
        return plan;
    }

    /** What was looked at. */
    public List<PreflightCheck> checks() {
        return List.copyOf(checks);
    }

    /** What each set's backup brings, by the set's name. */
    public Map<String, FilesFound> found() {
        return found;
    }

    /** What is live and would be replaced. */
    public List<Path> replaced() throws IOException {
        var replaced = new ArrayList<Path>();
        for (SiteRecovery site : sites) {
            for (SwapTarget target : site.targets()) {
                replaced.addAll(target.units());
            }
        }
        return replaced;
    }

    /** The recovery that does it. */
    public FilesRecovery recovery() {
        return new FilesRecovery(sites);
    }

    private void add(FilesWish wish) throws IOException {
        List<Path> backedUp = wish.index().roots().stream()
                .map(root -> FileName.of(root).relative().inRoot())
                .toList();
        var bySite = new LinkedHashMap<Path, List<SwapTarget>>();
        for (Path root : wish.set().roots()) {
            List<Path> below =
                    chosen.stream().filter(path -> path.startsWith(root)).toList();
            if (!chosen.isEmpty() && below.isEmpty()) {
                continue;
            }
            if (!backedUp.contains(root)) {
                String detail = root + " of " + wish.name() + " is not in the backup; it stays as it is.";
                checks.add(
                        chosen.isEmpty()
                                ? PreflightCheck.warning(ROOTS, detail, "")
                                : PreflightCheck.blocking(ROOTS, detail, "Choose a later backup, or other paths."));
                continue;
            }
            try {
                LiveRoot live = LiveRoot.of(root, mounts);
                bySite.computeIfAbsent(live.siteParent(), parent -> new ArrayList<>())
                        .add(target(live, below));
            } catch (IOException e) {
                checks.add(FilesChecks.blocking(ROOTS, e));
            }
        }
        for (Path root : backedUp) {
            if (chosen.isEmpty() && !wish.set().roots().contains(root)) {
                checks.add(PreflightCheck.warning(
                        ROOTS,
                        "The backup has " + root + ", which is in file set " + wish.name()
                                + " no more; it is left out.",
                        "./zencap restore-files brings it back into an empty folder."));
            }
        }
        bySite.forEach((parent, targets) -> add(wish, parent, targets));
        found.put(wish.name(), contents.of(wish, sites, chosen));
    }

    private void add(FilesWish wish, Path parent, List<SwapTarget> targets) {
        List<FileName> wanted = targets.stream()
                .flatMap(target -> target.wanted().stream())
                .map(path -> FileName.of(path).relative())
                .toList();
        var part = new RestoredPart(
                wish.name(),
                wish.source(),
                RESTORED,
                new Subtrees(wanted),
                chosen.isEmpty() ? wish.index().bytes() : 0);
        sites.add(new SiteRecovery(Site.in(parent, id, wish.name()), List.of(part), targets));
    }

    private static SwapTarget target(LiveRoot live, List<Path> below) {
        List<Path> relative = below.contains(live.root())
                ? List.of()
                : below.stream().map(live.root()::relativize).toList();
        Path root = live.root();
        return new SwapTarget(live, RESTORED.resolve(root.subpath(0, root.getNameCount())), relative);
    }
}
