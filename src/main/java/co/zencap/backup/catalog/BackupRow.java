package co.zencap.backup.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A backup as the catalog lists it.
 *
 * @param id of the backup
 * @param target of which target
 * @param kind of what
 * @param createdAt when its run started
 * @param plainBytes size before compression and encryption
 * @param storedBytes size as stored
 * @param encrypted whether artifacts are encrypted
 * @param repositories which hold it whole
 * @param pending whether a repository is still to get it
 * @param damaged whether the last verification of a copy failed
 * @param verified whether the last verification of every copy passed
 * @param tested whether the last restoration test passed; null when there was none
 * @param hold why it must not be deleted; null without a legal hold
 * @param safetyOf the recovery before which it was made, of what that was about to replace; null for any other
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BackupRow(
        String id,
        String target,
        String kind,
        Instant createdAt,
        long plainBytes,
        long storedBytes,
        boolean encrypted,
        List<String> repositories,
        boolean pending,
        boolean damaged,
        boolean verified,
        Boolean tested,
        String hold,
        String safetyOf) {}
