package co.zencap.backup.cleanup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.operation.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** How full the local repository's disk is, held against the high-water mark. Thread-safe. */
public final class LocalSpace {
    private final Disk disk;
    private final Path folder;
    private final int percent;
    private final String target;
    private final String node;
    private final Clock clock;

    /** A file system's size, in bytes. */
    public interface Disk {
        long total() throws IOException;

        long usable() throws IOException;

        /** The one that a folder lies on. Asked by path: a container's list of mounts may not name it. */
        static Disk of(Path folder) {
            return new Disk() {
                @Override
                public long total() throws IOException {
                    long total = folder.toFile().getTotalSpace();
                    if (total == 0) {
                        throw new IOException("The size of the disk of " + folder + " can't be had."
                                + " HINT: see whether the folder is there, and its disk mounted.");
                    }
                    return total;
                }

                @Override
                public long usable() {
                    return folder.toFile().getUsableSpace();
                }
            };
        }
    }

    /**
     * @param disk that the local repository lies on
     * @param folder the local repository
     * @param percent the mark; 100 is never crossed
     * @param target in whose name the alert is raised
     * @param node whose disk it is
     */
    public LocalSpace(Disk disk, Path folder, int percent, String target, String node, Clock clock) {
        this.disk = disk;
        this.folder = folder;
        this.percent = percent;
        this.target = target;
        this.node = node;
        this.clock = clock;
    }

    /** How large the disk is, and how much of it can still be used. */
    public record Use(long total, long usable) {
        public long used() {
            return total - usable;
        }

        /** 0 to 100. */
        public long percent() {
            return used() * 100 / Math.max(1, total);
        }
    }

    /** As it is now. */
    public Use use() throws IOException {
        return new Use(disk.total(), disk.usable());
    }

    /** The mark, in percent. */
    public int percent() {
        return percent;
    }

    /** How many bytes have to go until the disk is no fuller than the mark; 0 or less when it is not. */
    long excess() throws IOException {
        Use use = use();
        return use.used() - use.total() / 100 * percent;
    }

    String sentence() throws IOException {
        return "The disk of the local repository is " + use().percent() + " % full, above the mark of " + percent
                + " %";
    }

    /** That the disk is fuller than the mark, while it is. */
    public Sightings sightings() throws IOException {
        return new Sightings(
                "local space on " + node, clock.instant(), percent < 100 && excess() > 0 ? List.of(full()) : List.of());
    }

    private Alert full() throws IOException {
        var problem = new Problem(
                sentence(),
                "Below it there is room for the next backups; the next cleanup deletes old local copies that are verified"
                        + " off site.",
                "Start it now with ./zencap retention --run, or free space in " + folder + ".");
        return Alert.of(Level.WARNING, "cleanup", target, problem, clock.instant())
                .about("full disk on " + node);
    }
}
