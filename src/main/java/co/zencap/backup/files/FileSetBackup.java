package co.zencap.backup.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A backup of one file set: learns from older backups what is stored already, and stores the rest. */
public final class FileSetBackup {
    private static final Logger LOG = LoggerFactory.getLogger(FileSetBackup.class);

    private final FileSet set;
    private final Predicate<Pack> exists;
    private final FilePacking.Sizes sizes;
    private final PackTable packs;
    private FileCounts counts;

    /** Opens an index. */
    public interface IndexSource {
        FileIndex open() throws IOException;
    }

    /** An older backup of this or another file set. */
    public record Older(FileSetIndex description, IndexSource index) {}

    /**
     * @param target whose backup it is
     * @param backupId its id
     * @param exists whether a pack of an older backup is still there
     */
    public FileSetBackup(FileSet set, String target, String backupId, Predicate<Pack> exists, FilePacking.Sizes sizes) {
        this.set = set;
        this.exists = exists;
        this.sizes = sizes;
        this.packs = new PackTable(target, backupId);
    }

    /**
     * Does it.
     *
     * @param older what may be stored already; the newest of this very set comes last
     */
    public FileSetIndex run(List<Older> older, FilePacking.Store store, LongConsumer progress)
            throws IOException, InterruptedException {
        var known = new KnownContent(KnownContent.DEFAULT_LIMIT);
        var usable = new UsablePacks(packs, exists);
        Older last = null;
        for (Older each : older) {
            try (FileIndex index = each.index().open()) {
                usable.learn(each.description().packs(), index, known);
                last = each;
            } catch (IOException | RuntimeException e) {
                last = null;
                LOG.warn(
                        "The index of {} in an older backup can't be read; its content is stored anew: {}",
                        each.description().set(),
                        e.getMessage());
            }
        }
        if (last == null || !last.description().set().equals(set.id().value())) {
            pack(PreviousFiles.none(), known, store, progress);
        } else {
            try (FileIndex index = last.index().open()) {
                pack(
                        new PreviousFiles(
                                index, usable.numbersOf(last.description().packs())),
                        known,
                        store,
                        progress);
            }
        }
        return description(store);
    }

    private void pack(PreviousFiles previous, KnownContent known, FilePacking.Store store, LongConsumer progress)
            throws IOException, InterruptedException {
        counts = new FilePacking(set, previous, packs, known, store, sizes, progress).run();
    }

    /** What was seen; after the run. */
    public FileCounts counts() {
        return counts;
    }

    private FileSetIndex description(FilePacking.Store store) {
        return new FileSetIndex(
                set.id().value(),
                set.roots().stream().map(Path::toString).toList(),
                store.indexName(),
                counts.files(),
                counts.folders(),
                counts.links(),
                counts.bytes(),
                counts.readBytes(),
                counts.warned(),
                packs.needed());
    }
}
