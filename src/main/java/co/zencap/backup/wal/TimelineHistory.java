package co.zencap.backup.wal;

import co.zencap.backup.postgres.Lsn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a branch of the log came from, as PostgreSQL's history files tell it.
 *
 * @param timeline which branch
 * @param forks its ancestors, the oldest first, and where each was left
 */
public record TimelineHistory(int timeline, List<Fork> forks) {
    public TimelineHistory {
        forks = List.copyOf(forks);
    }

    /**
     * @param timeline the branch that was left
     * @param at where
     */
    public record Fork(int timeline, Lsn at) {}

    /** @throws IOException when it is no history file */
    public static TimelineHistory parse(int timeline, byte[] content) throws IOException {
        var forks = new ArrayList<Fork>();
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] parts = text.split("\\s+", 3);
            try {
                forks.add(new Fork(Integer.parseUnsignedInt(parts[0]), Lsn.parse(parts[1])));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IOException("The history of timeline " + timeline + " is not one that PostgreSQL wrote.", e);
            }
        }
        return new TimelineHistory(timeline, forks);
    }
}
