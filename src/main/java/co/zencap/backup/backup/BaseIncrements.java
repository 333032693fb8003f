package co.zencap.backup.backup;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.backup.BaseChains.Choice;
import co.zencap.backup.backup.BaseChains.Newest;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.FailureCause;
import co.zencap.backup.postgres.ToolFailure;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code backup-base} by which one builds on the one before it. What can't be incremental is a full one. */
public final class BaseIncrements {
    private static final Logger LOG = LoggerFactory.getLogger(BaseIncrements.class);

    /** A full one would end the same way, or has no better cause than that the server was away for a moment. */
    private static final Set<FailureCause> NOT_OF_THE_CHAIN = EnumSet.of(
            FailureCause.STOPPED,
            FailureCause.KILLED,
            FailureCause.WALL_CLOCK,
            FailureCause.NO_PROGRESS,
            FailureCause.DISK_FULL,
            FailureCause.UNREACHABLE,
            FailureCause.CONNECTION_LOST,
            FailureCause.STARTING_OR_STOPPING,
            FailureCause.TOO_MANY_CONNECTIONS);

    private final Settings settings;
    private final LocalRepository local;
    private final BaseLists lists;
    private final Supplier<List<String>> damaged;
    private final Clock clock;

    /** @param damaged the ids of backups of which the last verification found that they are not good */
    public BaseIncrements(
            Settings settings, LocalRepository local, BaseLists lists, Supplier<List<String>> damaged, Clock clock) {
        this.settings = settings;
        this.local = local;
        this.lists = lists;
        this.damaged = damaged;
        this.clock = clock;
    }

    /** Decides on what the run builds; what a person has to know of it. */
    public List<Alert> choose(
            @ExchangeProperty("run") BackupRun run, @ExchangeProperty("cluster") WalServer.Identity cluster) {
        if (!run.isIncrementWanted()) {
            return List.of();
        }
        Choice choice = BaseChains.choose(cluster, run.dataKey().isPresent(), newest(run, cluster));
        if (choice.parent().isPresent()) {
            Manifest parent = choice.parent().get();
            try {
                run.parent(Optional.of(new BaseParent(parent, lists.of(parent, run))));
                LOG.info("The base backup builds on {}", parent.id());
                return List.of();
            } catch (IOException e) {
                choice = new Choice(Optional.empty(), e.getMessage(), true);
            }
        }
        becomesFull(run, choice.why());
        return choice.alarming() ? List.of(broken(run, choice.why())) : List.of();
    }

    private Newest newest(BackupRun run, WalServer.Identity cluster) {
        try {
            for (BackupId id : StoredBackup.ids(local, run.operation().target())) {
                Manifest manifest = StoredBackup.manifest(local, run.operation().target(), id, settings.masterKey());
                if (manifest.base()
                        .filter(base -> base.systemIdentifier().equals(cluster.systemIdentifier()))
                        .isPresent()) {
                    return new Newest(Optional.of(manifest), defect(manifest));
                }
            }
            return new Newest(Optional.empty(), Optional.empty());
        } catch (IOException e) {
            return new Newest(Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    /** What an incremental one would build on and can't, in words. */
    private Optional<String> defect(Manifest manifest) {
        var ids = new HashSet<>(Set.of(manifest.id().value()));
        var objects = new HashSet<>(manifest.borrowed());
        manifest.artifacts().forEach(artifact -> objects.add(Borrowed.of(manifest, artifact)));
        for (Borrowed each : objects) {
            ids.add(each.backupId());
            try {
                if (local.size(each.key()) != each.storedBytes()) {
                    return Optional.of(each.key() + " is not as large as it was.");
                }
            } catch (IOException e) {
                return Optional.of(each.key() + " is gone.");
            }
        }
        return damaged().stream()
                .filter(ids::contains)
                .findFirst()
                .map(id -> "The last verification of " + id + " failed.");
    }

    private List<String> damaged() {
        try {
            return damaged.get();
        } catch (RuntimeException e) {
            LOG.warn("Which older backups are damaged is not known: {}", e.getMessage());
            return List.of();
        }
    }

    /**
     * The server does not make the incremental one, as where it has deleted what it needs for it: a full one, then.
     *
     * @throws Exception the failure, where a full one would end the same way, or is not called for
     */
    public void fallBack(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, @ExchangeProperty("run") BackupRun run)
            throws Exception {
        ToolFailure refusal = ObjectHelper.getException(ToolFailure.class, failure);
        if (refusal == null || NOT_OF_THE_CHAIN.contains(refusal.reason())) {
            throw failure;
        }
        run.parent(Optional.empty());
        becomesFull(run, Problem.of("", refusal).detail());
    }

    private static void becomesFull(BackupRun run, String why) {
        LOG.info("The base backup {} is a full one: {}", run.id(), why);
        run.operation().result(BackupRequests.INCREMENTAL, false);
        run.operation().result("fullBecause", why);
    }

    private Alert broken(BackupRun run, String why) {
        var problem = new Problem(
                "No incremental base backup can build on the newest one of "
                        + run.operation().target(),
                why + " A full one is being made instead.",
                "Find out who deleted or changed it. ./zencap recover --type point-in-time --list shows what can be"
                        + " recovered.");
        return Alert.of(Level.WARNING, "backup", run.operation().snapshot(), problem, clock.instant())
                .about("chain")
                .until(Ending.success(Operation.Kind.BACKUP));
    }
}
