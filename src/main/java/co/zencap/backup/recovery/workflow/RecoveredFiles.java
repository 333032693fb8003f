package co.zencap.backup.recovery.workflow;

import co.zencap.backup.recovery.files.FilesVerified;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of a recovery, as they are written down.
 *
 * @param sets which file sets, and what each is restored from
 * @param paths those that were chosen; none: all that the sets hold
 * @param sites the folders in which what comes and what goes is kept; none before they are known
 * @param verified how what was restored was compared; none before
 */
public record RecoveredFiles(
        List<FromBackup> sets, List<String> paths, List<String> sites, List<FilesVerified> verified) {

    public RecoveredFiles {
        sets = List.copyOf(sets);
        paths = List.copyOf(paths);
        sites = List.copyOf(sites);
        verified = List.copyOf(verified);
    }

    /** A file set, and the backup that it is restored from. */
    public record FromBackup(String set, RecoveryRecord.Source backup) {}

    /** The sets' names, for a sentence. */
    public String names() {
        return sets.stream().map(FromBackup::set).collect(Collectors.joining(", "));
    }

    RecoveredFiles in(List<String> known) {
        return new RecoveredFiles(sets, paths, known, verified);
    }

    RecoveredFiles verified(List<FilesVerified> how) {
        return new RecoveredFiles(sets, paths, sites, how);
    }
}
