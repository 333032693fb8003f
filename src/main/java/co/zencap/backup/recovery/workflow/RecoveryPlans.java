package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.files.FilesFound;
import co.zencap.backup.recovery.files.FilesPlan;
import co.zencap.backup.recovery.standalone.SafetyChoice;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.NoSuchTarget;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses what is restored, out of the repositories alone, and looks ahead. Changes nothing. */
public final class RecoveryPlans {
    private static final String PLAN = "plan";
    private static final int SHOWN = 5;

    private final Settings settings;
    private final RecoveryParts parts;
    private final RecoveryExpectation expectation;
    private final Clock clock;

    public RecoveryPlans(Settings settings, RecoveryParts parts, RecoveryExpectation expectation, Clock clock) {
        this.settings = settings;
        this.parts = parts;
        this.expectation = expectation;
        this.clock = clock;
    }

    /**
     * What a recovery would do.
     *
     * @throws NoBackup when there is none to be restored
     * @throws NoSuchTarget when the wish names a database or a file set that there is not
     * @throws IllegalArgumentException when the wish makes no sense otherwise
     */
    public RecoveryPlan of(RecoveryWish wish) throws IOException {
        DatabaseTarget whose = wish.database(settings.databases());
        List<FileSet> sets = wish.sets(settings.fileSets());
        List<Path> chosen = wish.chosen(sets);
        RunningOperation unseen =
                new Operations(clock, operation -> {}).begin(Operation.Kind.RECOVERY, whose.name(), null);
        Shelves shelves = parts.shelves(unseen);
        var newer = new NewerParts(shelves, whose.name(), sets, wish.at());
        List<RestoredBackup> backups;
        try {
            backups = choose(whose.name(), wish, sets, shelves);
        } catch (NoBackup e) {
            throw isOfOnePoint(wish, sets) ? newer.instead(e) : e;
        }
        var checks = new ArrayList<PreflightCheck>();
        var replaces = new ArrayList<String>();
        String database = null;
        if (wish.type().hasDatabase()) {
            try (DatabaseRecovery recovery = parts.database(whose.url(), PLAN, wish.withOwners())) {
                database = recovery.names().live();
                checks.addAll(recovery.preflight(backups.get(0).backup()));
                replaces.add(
                        recovery.isLive()
                                ? "What is called " + database + " now is kept under another name, and can be put back."
                                : "There is no database " + database + "; nothing is replaced.");
            }
        }
        var files = new ArrayList<RecoveryPlan.ChosenFiles>();
        if (!sets.isEmpty()) {
            FilesPlan plan = parts.files(PLAN, backups, chosen);
            checks.addAll(missing(sets, backups));
            checks.addAll(plan.checks());
            replaces.add(replaces(plan));
            files.addAll(files(plan, backups));
        }
        List<String> newerOnes =
                isOfOnePoint(wish, sets) ? newer.than(backups.get(0).backup().manifest(), clock.instant()) : List.of();
        var notes = new ArrayList<String>(shelves.notes());
        notes.addAll(newerOnes);
        backups.forEach(each -> each.backup().manifest().safety().ifPresent(notes::add));
        Optional<FromLog> log = Optional.empty();
        if (database != null) {
            LogInstead.Found found =
                    parts.log().find(whose, wish, backups.get(0).backup().manifest(), whyDump(wish, sets));
            found.note().ifPresent(notes::add);
            log = found.log();
        }
        checks.addAll(parts.archived(backups, log.isEmpty()));
        Instant shown = log.map(FromLog::shows).orElseGet(() -> backups.stream()
                .map(each -> Shelf.moment(each.backup().manifest()))
                .min(Comparator.naturalOrder())
                .orElseThrow());
        RecoveryAims aims = RecoveryAims.of(wish.type(), whose.name(), settings);
        return new RecoveryPlan(
                wish.type().word(),
                whose.name(),
                database,
                database != null
                        ? database
                        : sets.stream().map(set -> set.id().value()).collect(Collectors.joining(",")),
                chosen(backups.get(0).backup()),
                log.orElse(null),
                files,
                chosen.stream().map(Path::toString).toList(),
                RecoveryPlan.Loss.of(shown, clock.instant(), aims.point()),
                expectation.of(aims),
                checks,
                String.join(" ", replaces),
                notes);
    }

    /**
     * The newest backup of a database that shows a moment or an earlier one, and no safety backup. A repository that is
     * away is told of; the others may do.
     *
     * @param target whose
     * @param notes gets what a person should know, one sentence each
     * @throws NoBackup when there is none
     */
    public StoredBackup choose(String target, Optional<Instant> at, RunningOperation operation, List<String> notes)
            throws IOException {
        Shelves shelves = parts.shelves(operation);
        StoredBackup backup = shelves.ofDatabase(target, at, false, SafetyChoice.NONE);
        notes.addAll(shelves.notes());
        return backup;
    }

    /** Whether it takes a backup of the full system where others may be newer. */
    private static boolean isOfOnePoint(RecoveryWish wish, List<FileSet> sets) {
        return wish.type().hasDatabase()
                && !sets.isEmpty()
                && !wish.fromSafetyBackup().wanted();
    }

    /** Files are as of their backup, and a database of later would not go with them. */
    private static Optional<String> whyDump(RecoveryWish wish, List<FileSet> sets) {
        if (wish.fromDump() || wish.fromSafetyBackup().wanted()) {
            return Optional.of("so it was asked for.");
        }
        return sets.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "it is of one recovery point with the files. HINT: database_only brings back the later state.");
    }

    private static List<RestoredBackup> choose(String target, RecoveryWish wish, List<FileSet> sets, Shelves shelves)
            throws IOException {
        var backups = new ArrayList<RestoredBackup>();
        if (wish.type().hasDatabase()) {
            StoredBackup backup = shelves.ofDatabase(target, wish.at(), !sets.isEmpty(), wish.fromSafetyBackup());
            List<String> held = backup.manifest().fileSets().stream()
                    .map(index -> index.set())
                    .filter(name ->
                            sets.stream().anyMatch(set -> set.id().value().equals(name)))
                    .toList();
            backups.add(new RestoredBackup(backup, true, held));
            return backups;
        }
        NoBackup none = null;
        for (FileSet set : sets) {
            String name = set.id().value();
            try {
                backups.add(new RestoredBackup(
                        shelves.ofFiles(name, wish.at(), wish.fromSafetyBackup()), false, List.of(name)));
            } catch (NoBackup e) {
                none = none == null ? e : none;
            }
        }
        if (backups.isEmpty()) {
            throw none;
        }
        return backups;
    }

    private static List<PreflightCheck> missing(List<FileSet> sets, List<RestoredBackup> backups) {
        return sets.stream()
                .map(set -> set.id().value())
                .filter(set -> backups.stream().noneMatch(each -> each.sets().contains(set)))
                .map(set -> PreflightCheck.warning(
                        "file sets",
                        "There are no files of file set " + set + " in the backups of then; they stay as they are.",
                        "Choose a later moment (backupTimestamp), or recover that set apart (files_only)."))
                .toList();
    }

    private static String replaces(FilesPlan plan) throws IOException {
        if (plan.checks().stream().anyMatch(PreflightCheck::isBlocking)) {
            return "What of the files would be replaced is not known while something stands in the way.";
        }
        List<Path> replaced = plan.replaced();
        String names = replaced.stream().limit(SHOWN).map(Path::toString).collect(Collectors.joining(", "));
        return "What is at " + names
                + (replaced.size() > SHOWN ? " and " + (replaced.size() - SHOWN) + " other paths" : "")
                + " now is kept beside it, and can be put back; programs that have files open there go on with the old ones"
                + " until they open them anew.";
    }

    private static List<RecoveryPlan.ChosenFiles> files(FilesPlan plan, List<RestoredBackup> backups) {
        var files = new ArrayList<RecoveryPlan.ChosenFiles>();
        for (RestoredBackup each : backups) {
            for (String set : each.sets()) {
                FilesFound found = plan.found().get(set);
                files.add(new RecoveryPlan.ChosenFiles(set, chosen(each.backup()), found.files(), found.bytes()));
            }
        }
        return files;
    }

    private static RecoveryPlan.Chosen chosen(StoredBackup backup) {
        Manifest manifest = backup.manifest();
        var dump = manifest.artifact(Artifact.Role.DATABASE);
        return new RecoveryPlan.Chosen(
                manifest.id().value(),
                manifest.target(),
                manifest.kind().word(),
                backup.repository().id(),
                manifest.safetyOf().orElse(null),
                Shelf.moment(manifest),
                dump.map(Artifact::storedBytes).orElse(manifest.storedBytes()),
                dump.map(Artifact::plainBytes).orElse(0L),
                manifest.source().map(Manifest.Source::databaseBytes).orElse(0L));
    }
}
