package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.backup.StoredFiles;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.ArchiveCheck;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.files.FilesPlan;
import co.zencap.backup.recovery.files.FilesRecovery;
import co.zencap.backup.recovery.files.FilesWish;
import co.zencap.backup.recovery.files.KnownContents;
import co.zencap.backup.recovery.pointintime.PointInTimeRecovery;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Opens the parts of recoveries, and the backups that they are restored from. */
public final class RecoveryParts {
    private final Settings settings;
    private final List<Repository> repositories;
    private final Retrievals retrievals;
    private final KnownContents contents = new KnownContents();

    /** @param repositories the nearest first */
    public RecoveryParts(Settings settings, List<Repository> repositories, Retrievals retrievals) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.retrievals = retrievals;
    }

    /** The live database that backups of a target are of. */
    PostgresUrl live(String target) throws IOException {
        try {
            return settings.databaseOf(target).url();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The backups of all repositories. */
    Shelves shelves(RunningOperation operation) {
        return new Shelves(settings, repositories, retrievals, operation);
    }

    /** What the write-ahead log could do instead; it is looked for where it outlives this machine. */
    LogInstead log() {
        return new LogInstead(settings, repositories.get(repositories.size() - 1));
    }

    /**
     * Whether something of the backups has to be brought back from an archive tier.
     *
     * @param dump whether the database comes from its dump
     */
    List<PreflightCheck> archived(List<RestoredBackup> backups, boolean dump) throws IOException {
        var keys = new LinkedHashMap<Repository, Set<String>>();
        for (RestoredBackup each : backups) {
            StoredBackup backup = each.backup();
            Set<String> read = keys.computeIfAbsent(backup.repository(), repository -> new LinkedHashSet<>());
            if (each.database() && dump) {
                read.addAll(backup.manifest().databaseKeys());
            }
            for (FileSet set : settings.fileSets()) {
                if (each.sets().contains(set.id().value())) {
                    read.addAll(new StoredFiles(backup, index(backup.manifest(), set)).keys());
                }
            }
        }
        return keys.entrySet().stream()
                .flatMap(each -> ArchiveCheck.of(retrievals, each.getKey(), each.getValue()).stream())
                .toList();
    }

    /** Recovers a whole cluster from a base backup and the log. */
    PointInTimeRecovery cluster(Repository repository, RecoveryPrograms programs, RunningOperation operation) {
        return new PointInTimeRecovery(repository, retrievals, settings.masterKey(), programs, operation);
    }

    /** Opens what is restored, each backup once; the one with the database comes first. */
    List<RestoredBackup> backups(
            RecoveryType type, RecoveryRecord.Source backup, Optional<RecoveredFiles> files, RunningOperation operation)
            throws IOException {
        Map<RecoveryRecord.Source, List<String>> sets = new LinkedHashMap<>();
        if (type.hasDatabase()) {
            sets.put(backup, new ArrayList<>());
        }
        files.ifPresent(
                all -> all.sets().forEach(each -> sets.computeIfAbsent(each.backup(), source -> new ArrayList<>())
                        .add(each.set())));
        var opened = new ArrayList<RestoredBackup>();
        for (Map.Entry<RecoveryRecord.Source, List<String>> each : sets.entrySet()) {
            StoredBackup stored = Shelves.open(each.getKey(), settings, repositories, retrievals, operation);
            opened.add(new RestoredBackup(
                    stored, type.hasDatabase() && each.getKey().equals(backup), each.getValue()));
        }
        return opened;
    }

    /** Keeps other recoveries of the database away. */
    DatabaseRecovery database(PostgresUrl live, String id, boolean withOwners) throws IOException {
        return DatabaseRecovery.open(live, id, RestoreTools.of(settings), withOwners);
    }

    /** @param target whose it is */
    RecoveryPart part(DatabaseRecovery database, PostgresUrl live, String target) {
        return new DatabasePart(database, live, new OperatorChecks(settings.checks(target)));
    }

    /** The files of some backups, looked at anew. */
    FilesPlan files(String id, List<RestoredBackup> backups, List<Path> chosen) throws IOException {
        var wishes = new ArrayList<FilesWish>();
        for (FileSet set : settings.fileSets()) {
            for (RestoredBackup each : backups) {
                if (each.sets().contains(set.id().value())) {
                    FileSetIndex index = index(each.backup().manifest(), set);
                    wishes.add(new FilesWish(
                            each.backup().manifest().folder(), set, index, new StoredFiles(each.backup(), index)));
                }
            }
        }
        return FilesPlan.of(id, wishes, chosen, own(), contents);
    }

    private static FileSetIndex index(Manifest manifest, FileSet set) throws IOException {
        return manifest.fileSets().stream()
                .filter(each -> each.set().equals(set.id().value()))
                .findFirst()
                .orElseThrow(() -> new IOException("Backup " + manifest.id() + " holds no files of file set " + set.id()
                        + ". HINT: plan the recovery again."));
    }

    RecoveryPart part(FilesPlan plan, FilesRecovery recovery, RecoveredFiles files) {
        return new FilesPart(
                recovery, plan.checks(), files.names(), settings.performance().restoreJobs());
    }

    /** Those of a recovery that was written down, after a crash or to take it back. */
    RecoveryPart part(RecoveredFiles files) throws IOException {
        return new FilesPart(
                again(files), List.of(), files.names(), settings.performance().restoreJobs());
    }

    /** The same, as they lie. */
    FilesRecovery again(RecoveredFiles files) throws IOException {
        return FilesRecovery.reopen(files.sites().stream().map(Path::of).toList());
    }

    /** Folders of this service's own, which must not be moved away with others'. */
    private List<Path> own() throws IOException {
        var own = new ArrayList<Path>();
        for (Path folder : Stream.of(settings.localDir(), settings.workDir(), settings.home())
                .toList()) {
            own.add(Files.exists(folder) ? folder.toRealPath() : folder.toAbsolutePath());
        }
        return own;
    }
}
