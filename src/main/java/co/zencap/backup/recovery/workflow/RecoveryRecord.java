package co.zencap.backup.recovery.workflow;

import co.zencap.backup.recovery.database.Verified;
import co.zencap.backup.recovery.files.FilesVerified;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written down of a recovery, before each of its steps and at its end.
 *
 * @param id its own, and part of the names of its databases
 * @param operationId the operation that began it
 * @param type what is recovered
 * @param target whose
 * @param database the name that applications use; null where it is files alone
 * @param backup what is restored; of several the first
 * @param files the files that are; null where it is the database alone
 * @param existed whether there was a live database, or files, which are kept
 * @param withOwners whether objects get their owners and grants
 * @param state how it stands
 * @param steps those that were begun, the last one is under way
 * @param verified how the restored database was compared; null before, and without one
 * @param notes what a person should know, one sentence each
 * @param startedAt when it began
 * @param endedAt when it ended; null before
 * @param revision how often this was written down: of two the larger holds
 */
public record RecoveryRecord(
        String id,
        String operationId,
        RecoveryType type,
        String target,
        String database,
        Source backup,
        RecoveredFiles files,
        boolean existed,
        boolean withOwners,
        State state,
        List<Begun> steps,
        Verified verified,
        List<String> notes,
        Instant startedAt,
        Instant endedAt,
        int revision) {

    public RecoveryRecord {
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
    }

    /** @param repository where the backup is read from */
    public record Source(String target, String id, String repository) {}

    /** When a step was begun. */
    public record Begun(RecoveryStep step, Instant at) {}

    /** How it stands. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("succeeded")
        SUCCEEDED,
        /** The live database is as it was. */
        @JsonProperty("failed")
        FAILED,
        /** It succeeded, and what was there before is in use again. */
        @JsonProperty("undone")
        UNDONE
    }

    /** What is recovered, in the middle of a sentence. */
    @JsonIgnore
    public String what() {
        if (database == null) {
            return "the files of " + files.names();
        }
        return files == null ? database : database + " and the files of " + files.names();
    }

    /** What of it was there before and can be put back, in the middle of a sentence. */
    @JsonIgnore
    public String kept() {
        return database == null || existed ? what() : "the files of " + files.names();
    }

    /** Whether there was something before that can be put back. */
    @JsonIgnore
    public boolean isUndoable() {
        return state == State.SUCCEEDED && (existed || files != null);
    }

    /** The last that was begun. */
    @JsonIgnore
    public RecoveryStep step() {
        return steps.get(steps.size() - 1).step();
    }

    @JsonIgnore
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    RecoveryRecord begin(RecoveryStep step, Instant at) {
        var more = new ArrayList<>(steps);
        more.add(new Begun(step, at));
        return with(State.RUNNING, files, more, verified, notes, endedAt);
    }

    RecoveryRecord verified(Verified how) {
        return with(state, files, steps, how, notes, endedAt);
    }

    RecoveryRecord verified(List<FilesVerified> how) {
        return with(state, files.verified(how), steps, verified, notes, endedAt);
    }

    RecoveryRecord noted(List<String> more) {
        var all = new ArrayList<>(notes);
        all.addAll(more);
        return with(state, files, steps, verified, all, endedAt);
    }

    RecoveryRecord end(State how, Instant at) {
        return with(how, files, steps, verified, notes, at);
    }

    /** The same from another backup. */
    RecoveryRecord from(Source other) {
        return new RecoveryRecord(
                id,
                operationId,
                type,
                target,
                database,
                other,
                files,
                existed,
                withOwners,
                state,
                steps,
                verified,
                notes,
                startedAt,
                endedAt,
                revision + 1);
    }

    private RecoveryRecord with(
            State how, RecoveredFiles what, List<Begun> begun, Verified compared, List<String> said, Instant end) {
        return new RecoveryRecord(
                id,
                operationId,
                type,
                target,
                database,
                backup,
                what,
                existed,
                withOwners,
                how,
                begun,
                compared,
                said,
                startedAt,
                end,
                revision + 1);
    }
}
