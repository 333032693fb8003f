package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileEntry;
import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileName;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the index of a file set says of that which is wanted.
 *
 * @param wish what was asked for
 * @param files how many there are
 * @param bytes of all of them, for which there must be room
 * @param bytesIn the same by the folder that they are restored in
 * @param ofOthers paths that belong to somebody else than this service's user
 * @param missing chosen paths that the backup does not have
 * @param failure why the index could not be read; the figures are the manifest's then
 */
public record FilesFound(
        FilesWish wish,
        long files,
        long bytes,
        Map<Path, Long> bytesIn,
        long ofOthers,
        Set<Path> missing,
        Optional<IOException> failure) {

    /** Of the sites that are this wish's. */
    static FilesFound in(FilesWish wish, List<SiteRecovery> sites, List<Path> chosen) throws IOException {
        try {
            return new Look(wish, sites, chosen).run();
        } catch (IOException e) {
            return new FilesFound(
                    wish, wish.index().files(), wish.index().bytes(), Map.of(), 0, Set.of(), Optional.of(e));
        }
    }

    /** The same for another wish for the same. */
    FilesFound of(FilesWish other) {
        return new FilesFound(other, files, bytes, bytesIn, ofOthers, missing, failure);
    }

    /** Whether the index lies in an archive tier; a recovery brings it back. */
    boolean isArchived() {
        return failure.filter(e -> e instanceof RepositoryFailure f && f.reason() == Reason.ARCHIVED)
                .isPresent();
    }

    private static final class Look {
        private final FilesWish wish;
        private final List<SiteRecovery> sites;
        private final Map<FileName, Path> missing = new TreeMap<>();
        private final Map<Path, Long> bytesIn = new TreeMap<>();
        private final int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        private long files;
        private long bytes;
        private long ofOthers;

        Look(FilesWish wish, List<SiteRecovery> sites, List<Path> chosen) throws IOException {
            this.wish = wish;
            this.sites = sites;
            chosen.stream()
                    .filter(path -> ChosenPaths.isIn(path, wish.set()))
                    .forEach(path -> missing.put(FileName.of(path).relative(), path));
        }

        FilesFound run() throws IOException {
            try (FileIndex index = wish.source().index()) {
                while (index.hasNext()) {
                    look(index.next());
                }
            }
            return new FilesFound(
                    wish, files, bytes, bytesIn, ofOthers, new LinkedHashSet<>(missing.values()), Optional.empty());
        }

        private void look(FileEntry entry) {
            if (entry.type() == FileEntry.Type.SKIPPED) {
                return;
            }
            missing.remove(entry.path());
            for (SiteRecovery site : sites) {
                if (site.parts().stream().anyMatch(part -> part.wanted().matches(entry.path()))) {
                    if (entry.type() == FileEntry.Type.FILE) {
                        files++;
                        bytes += entry.size();
                        bytesIn.merge(site.site().folder().getParent(), entry.size(), Long::sum);
                    }
                    if (entry.status() != null && entry.status().uid() != uid) {
                        ofOthers++;
                    }
                }
            }
        }
    }
}
