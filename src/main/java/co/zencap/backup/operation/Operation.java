package co.zencap.backup.operation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of one operation at one moment.
 *
 * @param id unique
 * @param kind what it does
 * @param target of which target
 * @param parentId the operation that caused it; null without one
 * @param backupId the backup that it makes or works on; null while unknown
 * @param state running or how it ended
 * @param phase what it is doing, or did last
 * @param progress how far it is
 * @param startedAt when it began
 * @param endedAt when it ended; null while running
 * @param result what came of it: figures by name
 * @param problem why it failed; null unless it did
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Operation(
        String id,
        Kind kind,
        String target,
        String parentId,
        String backupId,
        State state,
        String phase,
        Progress progress,
        Instant startedAt,
        Instant endedAt,
        Map<String, Object> result,
        Problem problem) {

    /** What an operation does. */
    public enum Kind {
        @JsonProperty("backup")
        BACKUP("backup"),
        @JsonProperty("upload")
        UPLOAD("upload"),
        @JsonProperty("verification")
        VERIFICATION("verification"),
        @JsonProperty("restoration-test")
        RESTORATION_TEST("restoration-test"),
        @JsonProperty("file-restoration")
        FILE_RESTORATION("file-restoration"),
        @JsonProperty("recovery")
        RECOVERY("recovery"),
        @JsonProperty("cleanup")
        CLEANUP("cleanup"),
        @JsonProperty("security-check")
        SECURITY_CHECK("security-check"),
        @JsonProperty("catalog-rebuild")
        CATALOG_REBUILD("catalog-rebuild"),
        @JsonProperty("key-rotation")
        KEY_ROTATION("key-rotation"),
        @JsonProperty("erasure")
        ERASURE("erasure"),
        @JsonProperty("table-restoration")
        TABLE_RESTORATION("table-restoration"),
        @JsonProperty("table-comparison")
        TABLE_COMPARISON("table-comparison"),
        @JsonProperty("copy-back")
        COPY_BACK("copy-back");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** @param text as {@link #toString} gives it */
        public static Kind of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Where an operation stands. */
    public enum State {
        @JsonProperty("running")
        RUNNING("running"),
        @JsonProperty("succeeded")
        SUCCEEDED("succeeded"),
        @JsonProperty("failed")
        FAILED("failed");

        private final String text;

        State(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * @param bytes done so far in this phase
     * @param totalBytes expected; null when unknown
     * @param percent 0 to 100; null when unknown
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Progress(long bytes, Long totalBytes, Integer percent) {
        static Progress of(long bytes, long total) {
            return total <= 0
                    ? new Progress(bytes, null, null)
                    : new Progress(bytes, total, (int) Math.min(100, bytes * 100 / total));
        }
    }

    /** How long it took; null while it is running. */
    @JsonProperty
    public Long durationMillis() {
        return endedAt == null ? null : Duration.between(startedAt, endedAt).toMillis();
    }

    /** Whether it is still running. */
    @JsonIgnore
    public boolean isRunning() {
        return state == State.RUNNING;
    }
}
