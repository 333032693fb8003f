package co.zencap.backup.recovery.workflow;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a recovery does; the order is that of {@code routes/recovery.camel.yaml}. */
public enum RecoveryStep {
    @JsonProperty("pre-flight")
    PRE_FLIGHT("looks for what stands in the way"),
    @JsonProperty("announcement")
    ANNOUNCE("tells people"),
    @JsonProperty("safety backup")
    SAFETY_BACKUP("backs up what is still there"),
    @JsonProperty("replay")
    REPLAY("replays the write-ahead log in a copy of the cluster, and dumps the database from it"),
    @JsonProperty("restore")
    RESTORE("fetches the backup and restores it beside what is live"),
    @JsonProperty("verification")
    VERIFY("compares what was restored with what was backed up"),
    @JsonProperty("analyze")
    ANALYZE("has the server look at the restored tables"),
    @JsonProperty("swap")
    SWAP("puts what was restored in the place of what is live"),
    @JsonProperty("check")
    CHECK("asks what was recovered, as it is in use now"),
    @JsonProperty("report")
    REPORT("writes down what came of it"),
    @JsonProperty("undo")
    UNDO("puts back what was there before"),
    /** Written down before anything is taken back: whoever comes after a sudden end would go on with it. */
    @JsonProperty("take-back")
    TAKE_BACK("puts back what was there before, because it has failed");

    private final String words;

    RecoveryStep(String words) {
        this.words = words;
    }

    /** What it does, as the end of a sentence. */
    public String words() {
        return words;
    }
}
