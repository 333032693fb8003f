package co.zencap.backup.objective;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How it stands with one objective.
 *
 * @param name which
 * @param of what is to be recovered: a kind of recovery, or a target
 * @param objective the limit that the operator has set
 * @param measured what it was the last time; empty when nobody knows
 * @param predicted what it would be with the newest backup; empty when nothing tells
 * @param predictedBy a sentence on how that was predicted; empty without a prediction
 * @param missedFrom when it will be missed if it goes on as in the last weeks; empty while that is far off
 * @param verdict what follows from that
 * @param detail a sentence on why, where there is something to say; empty otherwise
 */
public record Compliance(
        Name name,
        String of,
        Duration objective,
        Optional<Duration> measured,
        Optional<Duration> predicted,
        String predictedBy,
        Optional<Instant> missedFrom,
        Verdict verdict,
        String detail) {

    /** What the operator can do; empty where nothing has to be done. */
    @JsonProperty
    public String hint() {
        if (verdict == Verdict.MET || verdict == Verdict.UNKNOWN) {
            return "";
        }
        if (name == Name.RECOVERY_POINT) {
            return "./zencap status shows when the next backup is due; back up more often (BACKUP_SCHEDULE_...), or set the"
                    + " objective that you can keep (BACKUP_RPO_...).";
        }
        return measured.isEmpty()
                ? "./zencap certificate lists the tests; see why that one failed."
                : "Give restores more speed (BACKUP_RESTORE_JOBS, a faster disk or network), or set the objective that you"
                        + " can keep (BACKUP_RTO_...).";
    }

    /** What an objective limits. */
    public enum Name {
        /** How long a recovery may take. */
        @JsonProperty("recovery-time")
        RECOVERY_TIME("recovery time"),
        /** Of how long the latest changes may be lost. */
        @JsonProperty("recovery-point")
        RECOVERY_POINT("recovery point");

        private final String words;

        Name(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** How it stands. */
    public enum Verdict {
        @JsonProperty("met")
        MET,
        /** Met as yet; the newest backup or the trend says that it will not stay so. */
        @JsonProperty("at-risk")
        AT_RISK,
        @JsonProperty("missed")
        MISSED,
        /** Nothing has been measured. */
        @JsonProperty("unknown")
        UNKNOWN
    }
}
