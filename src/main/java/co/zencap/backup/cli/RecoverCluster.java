package co.zencap.backup.cli;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.recovery.pointintime.RecoveryTarget;
import co.zencap.backup.terminal.Terminal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a whole cluster is recovered to, and up to which point. */
final class RecoverCluster {
    @Option(
            names = "--cluster-to",
            paramLabel = "DIR",
            description = {
                "With --type point-in-time: the data directory to make, empty or not there yet. A server of the",
                "cluster's major version has to be on this machine."
            })
    private Optional<Path> folder = Optional.empty();

    @ArgGroup
    private Point point = new Point();

    @Option(
            names = "--base-backup",
            paramLabel = "ID",
            description = "With --type point-in-time: from this base backup, not the one that suits best.")
    private Optional<String> base = Optional.empty();

    @Option(
            names = "--tablespace-mapping",
            paramLabel = "OLD=NEW",
            description = {
                "With --type point-in-time: the tablespace that was in the folder OLD comes into the folder NEW, empty or not",
                "there yet; else into DIR.tablespaces. May be given several times. A = in OLD is written \\=."
            })
    private List<String> tablespaces = List.of();

    @Option(
            names = "--promote",
            description = {
                "With --type point-in-time: make it a server of its own when it was looked through. Without it the",
                "cluster stays as it was recovered, to be looked at and thrown away."
            })
    private boolean promote;

    @Option(
            names = "--server-bin",
            paramLabel = "DIR",
            description = "Folder of the server's programs; else that of the distribution's server of that version.")
    private Optional<Path> serverBin = Optional.empty();

    /** One of them; else --at, else all there is. */
    private static final class Point {
        @Option(names = "--at-lsn", paramLabel = "LSN", description = "Up to this place in the log, like 16/B374D848.")
        private Optional<String> lsn = Optional.empty();

        @Option(names = "--at-xid", paramLabel = "XID", description = "Up to this transaction, included.")
        private Optional<String> xid = Optional.empty();

        @Option(
                names = "--at-restore-point",
                paramLabel = "NAME",
                description = "Up to what was named with pg_create_restore_point.")
        private Optional<String> name = Optional.empty();
    }

    RecoveryTarget where(RecoverSource source, Surroundings surroundings) {
        Optional<RecoveryTarget> other = point.lsn
                .map(text -> RecoveryTarget.at(Lsn.parse(text)))
                .or(() -> point.xid.map(RecoveryTarget::transaction))
                .or(() -> point.name.map(RecoveryTarget::restorePoint));
        var time = source.at(surroundings);
        if (other.isPresent() && time.isPresent()) {
            throw new IllegalArgumentException(
                    "Two points are named. HINT: give --at, or one of --at-lsn, --at-xid and" + " --at-restore-point.");
        }
        return other.or(() -> time.map(RecoveryTarget::at)).orElseGet(RecoveryTarget::end);
    }

    Path folder() {
        return folder.orElseThrow(() -> new IllegalArgumentException(
                        "--type point-in-time needs a folder. HINT: name an empty one with --cluster-to."))
                .toAbsolutePath()
                .normalize();
    }

    Optional<String> base() {
        return base;
    }

    /** Where tablespaces come, by where they were. */
    Map<String, Path> tablespaces() {
        var all = new LinkedHashMap<String, Path>();
        for (String each : tablespaces) {
            String[] both = each.split("(?<!\\\\)=", 2);
            if (both.length < 2 || !both[0].startsWith("/") || !both[1].startsWith("/")) {
                throw new IllegalArgumentException("--tablespace-mapping is " + Terminal.harmless(each)
                        + ", and must be two whole paths. HINT: write OLD=NEW, like /mnt/fast=/mnt/recovered.");
            }
            Path to = Path.of(both[1].replace("\\=", "=")).normalize();
            if (all.put(both[0].replace("\\=", "="), to) != null) {
                throw new IllegalArgumentException(
                        "--tablespace-mapping names " + Terminal.harmless(both[0]) + " twice. HINT: name it once.");
            }
        }
        return all;
    }

    boolean promotes() {
        return promote;
    }

    Optional<Path> serverBin() {
        return serverBin;
    }

    /** @throws IllegalArgumentException when something of it is asked for where it means nothing */
    void requireUnused() {
        boolean named = folder.isPresent()
                || base.isPresent()
                || promote
                || !tablespaces.isEmpty()
                || serverBin.isPresent()
                || point.lsn.isPresent()
                || point.xid.isPresent()
                || point.name.isPresent();
        if (named) {
            throw new IllegalArgumentException(
                    "What is asked for goes with a recovery of the whole cluster. HINT: add --type point-in-time.");
        }
    }
}
