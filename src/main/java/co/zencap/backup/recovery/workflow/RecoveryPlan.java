package co.zencap.backup.recovery.workflow;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.recovery.database.PreflightCheck;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a recovery would do now.
 *
 * @param recoveryType what is recovered
 * @param target whose
 * @param database the name that applications use; null where it is files alone
 * @param confirm what whoever wants it has to name: the database, or the file sets
 * @param backup what would be restored; of several the first
 * @param log where the database comes from instead; null: from the backup
 * @param files the file sets that would be, each with its backup
 * @param paths chosen ones; none: all that the sets hold
 * @param loss what would be lost
 * @param time how long it would take
 * @param checks what was looked at
 * @param replaces a sentence on what becomes of what is there
 * @param notes what a person should know, one sentence each
 */
public record RecoveryPlan(
        String recoveryType,
        String target,
        String database,
        String confirm,
        Chosen backup,
        FromLog log,
        List<ChosenFiles> files,
        List<String> paths,
        Loss loss,
        Expected time,
        List<PreflightCheck> checks,
        String replaces,
        List<String> notes) {

    /**
     * @param safetyOf the recovery that has replaced what it holds; null where it is no safety backup
     * @param takenAt as of when it shows what it holds
     * @param storedBytes that are fetched
     * @param dumpBytes of the dump, decrypted and decompressed
     * @param databaseBytes that the database took on the server
     */
    public record Chosen(
            String id,
            String target,
            String kind,
            String repository,
            String safetyOf,
            Instant takenAt,
            long storedBytes,
            long dumpBytes,
            long databaseBytes) {
        RecoveryRecord.Source source() {
            return new RecoveryRecord.Source(target, id, repository);
        }
    }

    /**
     * @param set the file set
     * @param backup from which it comes back
     * @param files how many there are
     * @param bytes of all of them
     */
    public record ChosenFiles(String set, Chosen backup, long files, long bytes) {}

    /** Changes of this time would be lost. */
    public record Loss(Instant from, Instant until, long seconds, long objectiveSeconds) {
        static Loss of(Instant from, Instant until, Duration objective) {
            return new Loss(
                    from, until, Math.max(0, Duration.between(from, until).toSeconds()), objective.toSeconds());
        }

        @JsonProperty
        public boolean withinObjective() {
            return seconds <= objectiveSeconds;
        }
    }

    /**
     * @param seconds empty when nothing tells
     * @param by a sentence on how that is known
     */
    public record Expected(Optional<Long> seconds, String by, long objectiveSeconds) {
        @JsonProperty
        public Optional<Boolean> withinObjective() {
            return seconds.map(s -> s <= objectiveSeconds);
        }
    }

    /** Whether something stands in the way. */
    @JsonProperty
    public boolean blocked() {
        return checks.stream().anyMatch(PreflightCheck::isBlocking);
    }

    /** What is restored, for a request. */
    @JsonIgnore
    public RecoveryRecord.Source source() {
        return backup.source();
    }

    /** The files that are, for a request; empty where it is the database alone. */
    @JsonIgnore
    public Optional<RecoveredFiles> recoveredFiles() {
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new RecoveredFiles(
                        files.stream()
                                .map(each -> new RecoveredFiles.FromBackup(
                                        each.set(), each.backup().source()))
                                .toList(),
                        paths,
                        List.of(),
                        List.of()));
    }

    /** All of it in a few words. */
    public String sentence() {
        String backups = files.stream()
                .map(each -> each.backup().id())
                .filter(id -> !id.equals(backup.id()))
                .distinct()
                .map(id -> ", " + id)
                .collect(Collectors.joining());
        String what = log == null
                ? "Backup " + backup.id() + backups + " of " + backup.takenAt()
                : "The database as of " + log.shows() + ", by base backup " + log.baseBackup()
                        + " and the write-ahead log,";
        return what + " would be restored beside "
                + (database == null ? "the live files of " + confirm : database)
                + ", compared and swapped in"
                + (database == null ? ". " : "; sessions would be ended. ")
                + replaces + " Changes of "
                + Figures.duration(Duration.ofSeconds(loss.seconds())) + " (objective "
                + Figures.duration(Duration.ofSeconds(loss.objectiveSeconds())) + ") would be lost. It would take "
                + time.seconds()
                        .map(s -> "about " + Figures.duration(Duration.ofSeconds(s)))
                        .orElse("a time nobody knows")
                + " (objective " + Figures.duration(Duration.ofSeconds(time.objectiveSeconds())) + ").";
    }
}
