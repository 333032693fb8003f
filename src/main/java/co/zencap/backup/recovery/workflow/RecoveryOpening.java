package co.zencap.backup.recovery.workflow;

import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.files.FilesPlan;
import co.zencap.backup.recovery.files.FilesRecovery;
import co.zencap.backup.recovery.files.FilesState;
import co.zencap.backup.recovery.files.SwapWitness;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How recoveries get hold of what they work on; whatever fails meanwhile lets all of it go. */
public final class RecoveryOpening {
    private final RecoveryParts parts;

    public RecoveryOpening(RecoveryParts parts) {
        this.parts = parts;
    }

    /** A new one. */
    RecoveryRun begin(RecoveryRequest request) throws IOException {
        RunningOperation operation = request.operation();
        List<RestoredBackup> backups = parts.backups(request.type(), request.backup(), request.files(), operation);
        var opened = new ArrayList<RecoveryPart>();
        try {
            boolean existed = false;
            String database = null;
            if (request.type().hasDatabase()) {
                PostgresUrl live = live(request);
                DatabaseRecovery recovery = parts.database(live, request.id(), request.withOwners());
                opened.add(parts.part(recovery, live, request.operation().target()));
                existed = recovery.isLive();
                database = recovery.names().live();
            }
            RecoveredFiles files = request.files().orElse(null);
            if (files != null) {
                FilesPlan plan = parts.files(
                        request.id(),
                        backups,
                        files.paths().stream().map(Path::of).toList());
                FilesRecovery recovery = plan.recovery();
                files = files.in(recovery.sites().stream().map(Path::toString).toList());
                opened.add(parts.part(plan, recovery, files));
                existed |= database == null && isAnyThere(plan);
            }
            opened.forEach(part -> part.from(backups));
            return new RecoveryRun(
                    operation,
                    opened,
                    backups,
                    request.log(),
                    request.safetyBackup(),
                    first(request, database, files, existed));
        } catch (IOException | RuntimeException | Error e) {
            close(opened, e);
            throw e;
        }
    }

    /** What is replaced is the database that the backup is of, and no other. */
    private PostgresUrl live(RecoveryRequest request) throws IOException {
        String whose = request.operation().target();
        PostgresUrl live = parts.live(request.backup().target());
        if (!live.equals(parts.live(whose))) {
            throw new IOException("Backup " + request.backup().id() + " is of "
                    + request.backup().target() + ", and the recovery is one of " + whose
                    + ". HINT: plan the recovery again.");
        }
        return live;
    }

    private static boolean isAnyThere(FilesPlan plan) throws IOException {
        return plan.checks().stream().noneMatch(check -> check.isBlocking())
                && plan.replaced().stream().anyMatch(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static RecoveryRecord first(
            RecoveryRequest request, String database, RecoveredFiles files, boolean existed) {
        return new RecoveryRecord(
                request.id(),
                request.operation().id(),
                request.type(),
                request.operation().target(),
                database,
                request.backup(),
                files,
                existed,
                request.withOwners(),
                RecoveryRecord.State.RUNNING,
                List.of(),
                null,
                List.of(),
                request.operation().snapshot().startedAt(),
                null,
                0);
    }

    /** One that is written down, to be gone on with or to be taken back; without its backups. */
    List<RecoveryPart> again(RecoveryRecord record) throws IOException {
        var opened = new ArrayList<RecoveryPart>();
        try {
            if (record.database() != null) {
                PostgresUrl live = parts.live(record.target()).withDatabase(record.database());
                opened.add(parts.part(parts.database(live, record.id(), record.withOwners()), live, record.target()));
            }
            if (record.files() != null) {
                opened.add(parts.part(record.files()));
            }
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            close(opened, e);
            throw e;
        }
    }

    /**
     * Makes the moves of files that are left of one that was cut off in the middle of them. That needs neither the database nor
     * the repository, and does not wait for them: as long as it is not done, what is live is neither old nor new.
     *
     * @return what a person should know, one sentence each
     */
    List<String> finishMoves(RecoveryRecord record) throws IOException {
        if (record.files() == null) {
            return List.of();
        }
        try (FilesRecovery recovery = parts.again(record.files())) {
            FilesState state = recovery.state();
            if (state == FilesState.SWAPPING && record.step().compareTo(RecoveryStep.UNDO) < 0) {
                return recovery.swap(SwapWitness.NONE);
            }
            if (state == FilesState.UNDOING) {
                recovery.undo(SwapWitness.NONE);
            }
            return List.of();
        }
    }

    /** What it is restored from. */
    List<RestoredBackup> backups(RecoveryRecord record, RunningOperation operation) throws IOException {
        return parts.backups(record.type(), record.backup(), Optional.ofNullable(record.files()), operation);
    }

    /** Lets go of what was opened before the rest failed. */
    static void close(List<? extends Closeable> opened, Throwable failure) {
        for (Closeable each : opened) {
            try {
                each.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
