package co.zencap.backup.retention;

import java.util.List;

/**
 * What becomes of a backup.
 *
 * @param facts on which it rests
 * @param keep whether it stays
 * @param isPrecious whether it stays come what may, even on a full disk: it is the newest or the newest verified of its
 *     target there, or nobody can tell, because its time is doubtful or none is verified there
 * @param reasons all of them, in words
 */
public record Verdict(BackupFacts facts, boolean keep, boolean isPrecious, List<String> reasons) {

    public String id() {
        return facts.id();
    }
}
