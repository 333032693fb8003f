package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.CopiedCluster;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.RecoveringServer;
import co.zencap.backup.recovery.pointintime.RecoveryTarget.Kind;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalLibrary.Reach;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps from a chosen base backup to a cluster in a folder of its own. What failed leaves the folder for a look. */
public final class PointInTimeRecovery {
    private static final String REPLAY = "replay the log";

    /** The first version whose servers decode the log ahead of what they replay. */
    private static final int READS_AHEAD = 15;

    private final Repository repository;
    private final Retrievals retrievals;
    private final Optional<MasterKey> masterKey;
    private final RecoveryPrograms programs;
    private final RunningOperation operation;
    private final List<String> notes = new ArrayList<>();

    /** @param retrievals of what of the repository lies in an archive tier */
    public PointInTimeRecovery(
            Repository repository,
            Retrievals retrievals,
            Optional<MasterKey> masterKey,
            RecoveryPrograms programs,
            RunningOperation operation) {
        this.repository = repository;
        this.retrievals = retrievals;
        this.masterKey = masterKey;
        this.programs = programs;
        this.operation = operation;
    }

    /** What a person should know, one sentence each. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** What becomes of a cluster that was looked through. */
    private interface Ending {
        void of(RecoveringServer server) throws IOException;
    }

    /**
     * Recovers a cluster.
     *
     * @param data where to; empty, or not there yet
     * @param tablespaces where they come to lie, by where they were; beside {@code data} where nothing is said of one
     * @param promote whether it becomes a server of its own at the end; else it stays as it was when it was looked through
     */
    public RecoveredCluster run(
            Reach reach, RecoveryTarget where, Path data, Map<String, Path> tablespaces, boolean promote)
            throws IOException, InterruptedException {
        TablespaceFolders folders = TablespaceFolders.choose(reach.base().tablespaces(), data, tablespaces);
        return run(reach, where, data, folders, promote ? Optional.of(RecoveringServer::promote) : Optional.empty());
    }

    /**
     * Recovers a cluster to be read and thrown away, as {@link CopiedCluster#start} starts it.
     *
     * @param home its folder to be
     */
    public RecoveredCluster copy(Reach reach, RecoveryTarget where, Path home)
            throws IOException, InterruptedException {
        Path data = CopiedCluster.data(home);
        TablespaceFolders folders = TablespaceFolders.choose(reach.base().tablespaces(), data, Map.of());
        return run(reach, where, data, folders, Optional.of(server -> {
            server.promote();
            CopiedCluster.admit(server, home);
        }));
    }

    private RecoveredCluster run(
            Reach reach, RecoveryTarget where, Path data, TablespaceFolders folders, Optional<Ending> ending)
            throws IOException, InterruptedException {
        Manifest manifest = reach.manifest();
        BaseRestore.requirePrograms(manifest, programs);
        operation.backup(manifest.id().value());
        BaseRestore base = BaseRestore.prepare(manifest, data, folders, programs, operation);
        WalArchive log;
        ArchivedParts archived;
        try {
            log = WalArchive.open(repository, manifest.target(), reach.base().systemIdentifier(), masterKey);
            archived = new PointInTimePlans(repository, masterKey).archived(reach, where);
            archived.bring(retrievals, operation);
            base.unpack(StoredBackup.open(repository, manifest, masterKey));
        } catch (IOException | RuntimeException e) {
            base.deleteAfter(e);
            throw e;
        }
        base.verify().ifPresent(notes::add);
        Path spoolFolder = data.resolveSibling(data.getFileName() + ".wal");
        try (WalSpool spool = WalSpool.open(
                        log,
                        spooled(archived),
                        spoolFolder,
                        base.owner(),
                        reach.base().segmentBytes(),
                        reach.base().start());
                RecoveringServer server = RecoveringServer.start(
                        cluster(
                                manifest,
                                settings(
                                        where,
                                        archived,
                                        manifest.source().orElseThrow().serverMajor()),
                                data,
                                spool.command()),
                        programs.client())) {
            operation.phase(REPLAY, 0);
            var replay = new LogReplay(server, spool);
            LogReplay.End end = replay.await();
            notes.addAll(new ReplayCheck(where, reach).require(end, spool.barred()));
            if (end.stopped().isEmpty() && where.kind() != Kind.END) {
                spool.endAt(Lsn.parse(end.place()));
                server.goToTheEnd();
                end = replay.await();
            }
            operation.phase("look through", 0);
            var look = new ClusterLook(server);
            ClusterLook.Seen seen = look.look();
            if (seen.indexes() == 0) {
                notes.add("Indexes were not compared with their tables: no database has the extension amcheck.");
            }
            if (ending.isPresent()) {
                operation.phase("promote", 0);
                ending.get().of(server);
                seen = seen.and(look.lookAtTheRest());
            } else if (look.isPartial()) {
                notes.add(
                        "Tables that a transaction has locked in the midst of which the log ends, such as one that drops"
                                + " them, were not read: they can be when the server is promoted.");
            }
            return new RecoveredCluster(
                    data,
                    folders.moves(),
                    manifest.id().value(),
                    end.place(),
                    end.lastCommit(),
                    seen.databases(),
                    seen.tables(),
                    seen.rows(),
                    seen.indexes(),
                    ending.isPresent());
        }
    }

    /** What lies beyond all that was asked for at first. */
    private WalSpool.Archived spooled(ArchivedParts archived) {
        return new WalSpool.Archived() {
            @Override
            public boolean isAway(String name) {
                return archived.isAway(name);
            }

            @Override
            public void bring(String name) throws IOException {
                archived.bringFrom(name, retrievals, operation);
                operation.phase(REPLAY, 0);
            }
        };
    }

    /** What is read ahead of the point would be waited for, and of quiet times that are many segments. */
    private static Map<String, String> settings(RecoveryTarget where, ArchivedParts archived, int serverMajor) {
        var all = new HashMap<>(where.settings());
        if (archived.hasMore() && serverMajor >= READS_AHEAD) {
            all.put("recovery_prefetch", "off");
        }
        return all;
    }

    private RecoveringServer.Cluster cluster(
            Manifest manifest, Map<String, String> settings, Path data, String restore) {
        return new RecoveringServer.Cluster(
                programs.server(),
                data,
                manifest.source().flatMap(Manifest.Source::superuser).orElse(LocalCluster.SUPERUSER),
                restore,
                manifest.base().orElseThrow().limits(),
                settings);
    }
}
