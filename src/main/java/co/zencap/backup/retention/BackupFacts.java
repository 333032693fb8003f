package co.zencap.backup.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of one backup as one repository holds it, from a manifest that is genuine.
 *
 * @param id the backup's own
 * @param createdAt when its run started, as its manifest says
 * @param storedAt when the repository got the manifest, by the repository's own clock
 * @param bytes that it takes there
 * @param proof what the last verification of this very copy found
 * @param defect what it lacks, in words; empty when every object is there
 * @param needs keys of objects of other backups that it can't be restored without
 * @param hold why the law or a person wants it kept; empty without a hold
 * @param lockedUntil until when the store refuses to delete it; empty without a lock
 * @param onlyHere why this copy may be the only one, in words; empty when another repository is sure to have it
 * @param safety whether it holds what a recovery has replaced, and so what nobody may want back
 * @param inUse which operation works on it now; empty without any
 */
public record BackupFacts(
        String id,
        Instant createdAt,
        Instant storedAt,
        long bytes,
        Proof proof,
        Optional<String> defect,
        Set<String> needs,
        Optional<String> hold,
        Optional<Instant> lockedUntil,
        Optional<String> onlyHere,
        boolean safety,
        Optional<String> inUse) {
    /** How far two honest clocks may be apart. */
    public static final Duration SKEW = Duration.ofHours(1);

    /** What is known of a copy's content. */
    public enum Proof {
        /** It was read back whole, and is as it must be. */
        VERIFIED,
        /** Nobody has read it back yet. */
        UNVERIFIED,
        /** It was read back, and is not as it must be. */
        FAILED
    }

    /** Whether it says that it is younger than can be: from the future, or made after the repository got it. */
    boolean isTimeDoubtful(Instant now) {
        return createdAt.isAfter(now.plus(SKEW)) || createdAt.isAfter(storedAt.plus(SKEW));
    }

    /** Whether it takes a place that a good one could have. */
    boolean isGood() {
        return defect.isEmpty() && proof != Proof.FAILED;
    }

    boolean isVerified() {
        return defect.isEmpty() && proof == Proof.VERIFIED;
    }

    /** The same, now that the store has been asked for its lock. */
    public BackupFacts locked(Optional<Instant> until) {
        return new BackupFacts(
                id, createdAt, storedAt, bytes, proof, defect, needs, hold, until, onlyHere, safety, inUse);
    }
}
