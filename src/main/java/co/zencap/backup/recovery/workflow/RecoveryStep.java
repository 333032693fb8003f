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
    @JsonProperty("restore")
    RESTORE("fetches the backup and restores it beside the live database"),
    @JsonProperty("verification")
    VERIFY("compares what was restored with what was backed up"),
    @JsonProperty("analyze")
    ANALYZE("has the server look at the restored tables"),
    @JsonProperty("swap")
    SWAP("puts the restored database in the live one's place"),
    @JsonProperty("check")
    CHECK("asks the recovered database, as it is in use now"),
    @JsonProperty("report")
    REPORT("writes down what came of it"),
    @JsonProperty("undo")
    UNDO("puts the database of before back");

    private final String words;

    RecoveryStep(String words) {
        this.words = words;
    }

    /** What it does, as the end of a sentence. */
    public String words() {
        return words;
    }
}
