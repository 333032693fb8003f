package co.zencap.backup.cli;

import co.zencap.backup.backup.Borrowed;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.pointintime.ArchivedParts;
import co.zencap.backup.recovery.pointintime.PointInTimePlans;
import co.zencap.backup.recovery.pointintime.PointInTimePlans.Wish;
import co.zencap.backup.recovery.pointintime.PointInTimeRecovery;
import co.zencap.backup.recovery.pointintime.RecoveredCluster;
import co.zencap.backup.recovery.pointintime.RecoveryPrograms;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.terminal.Terminal;
import co.zencap.backup.wal.WalLibrary.Reach;
import co.zencap.backup.wal.WalPosition;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code recover --type point-in-time}: a whole cluster, from a repository and the key alone. */
final class ClusterRecovery {
    private final Surroundings surroundings;
    private final Terminal terminal;
    private final RecoverSource source;
    private final RecoverCluster cluster;
    private final boolean json;

    ClusterRecovery(Surroundings surroundings, RecoverSource source, RecoverCluster cluster, boolean json) {
        this.surroundings = surroundings;
        this.terminal = surroundings.terminal();
        this.source = source;
        this.cluster = cluster;
        this.json = json;
    }

    int run(boolean list, boolean dryRun) throws Exception {
        RunningOperation operation = new Operations(surroundings.clock(), o -> {})
                .begin(Kind.RECOVERY, source.target().orElse("cluster"), null);
        try (RepositoryPlace place = source.open(surroundings)) {
            Optional<MasterKey> key = source.key(surroundings);
            var plans = new PointInTimePlans(place.repository(), key);
            return new WatchedWork(surroundings, operation).run(() -> {
                operation.phase("look for base backups", 0);
                if (list) {
                    List<Reach> all = plans.all(source.target());
                    return () -> list(all);
                }
                RecoveryTarget where = cluster.where(source, surroundings);
                Reach reach = plans.choose(new Wish(source.target(), where, cluster.base()));
                if (dryRun) {
                    ArchivedParts archived = plans.archived(reach, where);
                    return () -> plan(reach, where, archived);
                }
                Path folder = cluster.folder();
                int major = reach.manifest().source().orElseThrow().serverMajor();
                RecoveryPrograms programs = RecoveryPrograms.find(
                        cluster.serverBin().or(() -> named("BACKUP_SANDBOX_BIN")), named("BACKUP_PG_BIN"), major);
                var recovery =
                        new PointInTimeRecovery(place.repository(), place.retrievals(), key, programs, operation);
                RecoveredCluster recovered =
                        recovery.run(reach, where, folder, cluster.tablespaces(), cluster.promotes());
                return () -> recovered(reach, where, recovered, recovery.notes());
            });
        }
    }

    private Optional<Path> named(String variable) {
        return Optional.ofNullable(surroundings.variables().get(variable))
                .filter(folder -> !folder.isBlank())
                .map(surroundings.home()::resolve);
    }

    private int list(List<Reach> all) throws JsonProcessingException {
        if (json) {
            print(all.stream().map(ClusterRecovery::described).toList());
            return ExitStatus.OK;
        }
        for (Reach reach : all) {
            Map<String, Object> one = described(reach);
            terminal.out()
                    .println(one.get("baseBackup") + "  " + one.get("target") + "  from " + one.get("oldest") + "  to "
                            + Optional.ofNullable(one.get("newest")).orElse("the end of its log, which has a gap")
                            + reach.lacks().map(lacks -> ", but " + lacks).orElse(""));
        }
        if (all.isEmpty()) {
            terminal.out().println("There are no base backups.");
        }
        return ExitStatus.OK;
    }

    private static Map<String, Object> described(Reach reach) {
        var one = new LinkedHashMap<String, Object>();
        one.put("baseBackup", reach.manifest().id().value());
        one.put("target", reach.manifest().target());
        one.put("usable", reach.usable());
        one.put("oldest", PointInTimePlans.moment(reach));
        one.put(
                "newest",
                reach.reachesTheEnd()
                        ? reach.position().map(WalPosition::recoverable).orElse(null)
                        : null);
        one.put("timeline", Integer.toUnsignedLong(reach.chain().timeline()));
        one.put("gap", reach.chain().gap().map(segment -> segment.name()).orElse(null));
        one.put(
                "buildsOn",
                reach.base().chain().stream().map(Borrowed::backupId).toList());
        one.put("lacks", reach.lacks().orElse(null));
        one.put("tablespaces", reach.base().tablespaces());
        return one;
    }

    private int plan(Reach reach, RecoveryTarget where, ArchivedParts archived) throws JsonProcessingException {
        Map<String, Object> one = described(reach);
        one.put("to", where.toString());
        one.put("archived", Map.of("objects", archived.objects(), "bytes", archived.bytes()));
        if (json) {
            print(one);
        } else {
            terminal.out()
                    .println("Base backup " + one.get("baseBackup") + " of " + one.get("target")
                            + ", and then the log to " + where + ".");
            reach.base().tablespaces().forEach(each -> terminal.out()
                    .println("Its tablespace " + Terminal.harmless(each.name()) + " was in "
                            + Terminal.harmless(each.location()) + "."));
            if (archived.objects() > 0) {
                terminal.out()
                        .println(Figures.count(archived.objects(), "object") + " of it ("
                                + Figures.bytes(archived.bytes()) + ") lie in an archive tier: they are asked for"
                                + " first and waited for, which takes hours.");
            }
            terminal.out().println("Nothing was changed.");
        }
        return ExitStatus.OK;
    }

    private int recovered(Reach reach, RecoveryTarget where, RecoveredCluster recovered, List<String> notes)
            throws JsonProcessingException {
        Optional<Duration> lost = lost(reach, where);
        if (json) {
            var all = new LinkedHashMap<String, Object>();
            all.put("to", where.toString());
            all.put("recovered", recovered);
            all.put("lostAtMost", lost.orElse(null));
            all.put("notes", notes);
            print(all);
            return ExitStatus.OK;
        }
        var lines = new ArrayList<String>();
        lines.add("The cluster lies in " + recovered.folder() + ", recovered to " + where + ", from base backup "
                + recovered.baseBackup() + ".");
        recovered
                .tablespaces()
                .forEach(each -> lines.add("  tablespace   " + Terminal.harmless(each.name()) + ", which was in "
                        + Terminal.harmless(each.from()) + ", lies in " + each.to()));
        lines.add("  last commit  "
                + recovered.lastCommit().map(Instant::toString).orElse("none after the base backup"));
        lines.add("  log          " + recovered.place());
        lost.ifPresent(time -> lines.add(
                "  lost         at most what was committed in the last " + time.toSeconds() + " s before now"));
        lines.add("  looked at    " + looked(recovered));
        lines.add(
                recovered.promoted()
                        ? "It is a server of its own now, and stopped. Start it as you start yours."
                        : "It is no server of its own yet, and stopped. To use it, recover once more with --promote.");
        notes.forEach(note -> lines.add("NOTE: " + Terminal.harmless(note)));
        lines.forEach(terminal.out()::println);
        return ExitStatus.OK;
    }

    static String looked(RecoveredCluster recovered) {
        return Figures.count(recovered.databases(), "database") + ", "
                + Figures.content(recovered.tables(), recovered.rows()) + ", "
                + Figures.count(recovered.indexes(), "index", "indexes");
    }

    /** Told for the end of the log only: whoever names a point knows what lies behind it. */
    private Optional<Duration> lost(Reach reach, RecoveryTarget where) {
        return where.kind() == RecoveryTarget.Kind.END
                ? reach.position()
                        .map(end -> Duration.between(
                                end.recoverable(), surroundings.clock().instant()))
                : Optional.empty();
    }

    private void print(Object value) throws JsonProcessingException {
        terminal.out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
