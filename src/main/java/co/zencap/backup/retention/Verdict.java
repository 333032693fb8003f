package co.zencap.backup.retention;

import java.util.List;

/**
 * What becomes of a backup.
 *
 * @param facts on which it rests
 * @param keep whether it stays
 * @param isPrecious whether it is the newest or the newest verified of its target there, which stays come what may
 * @param reasons all of them, in words
 */
public record Verdict(BackupFacts facts, boolean keep, boolean isPrecious, List<String> reasons) {

    public String id() {
        return facts.id();
    }
}
