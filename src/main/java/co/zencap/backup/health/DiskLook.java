package co.zencap.backup.health;

import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.figures.Figures;
import java.io.IOException;

/** Whether the local repository's disk has room. */
public record DiskLook(LocalSpace space) implements Component.Look {
    /** A file system keeps some for itself; a backup that begins here does not end. */
    private static final int FULL = 99;

    @Override
    public Finding look() throws IOException {
        LocalSpace.Use use = space.use();
        String sentence = "It is " + use.percent() + " % full; " + Figures.bytes(use.usable()) + " of "
                + Figures.bytes(use.total()) + " are free.";
        if (use.percent() >= FULL) {
            return Finding.down(sentence, "Free space on it, or move BACKUP_LOCAL_DIR to a larger one.");
        }
        return space.percent() < 100 && use.percent() > space.percent()
                ? Finding.degraded(
                        sentence,
                        "It is above BACKUP_LOCAL_HIGH_WATER_PERCENT: start a cleanup with ./zencap retention --run.")
                : Finding.up(sentence);
    }
}
