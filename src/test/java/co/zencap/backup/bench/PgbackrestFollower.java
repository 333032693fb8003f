package co.zencap.backup.bench;

import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.testing.Databases;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** pgBackRest: the server hands over file by file, which is stored compressed and encrypted. */
final class PgbackrestFollower implements WalFollower {
    private final LocalCluster cluster;
    private final PostgresUrl url;
    private final Path folder;
    private final Path sockets;
    private Rivals rivals;

    PgbackrestFollower(LocalCluster cluster, PostgresUrl url, Path folder, Path sockets) {
        this.cluster = cluster;
        this.url = url;
        this.folder = folder;
        this.sockets = sockets;
    }

    @Override
    public String name() {
        return "pgbackrest archive-push, asynchronous, 2 processes";
    }

    @Override
    public void begin() throws Exception {
        rivals = new Rivals(folder.resolve("rivals"), cluster, sockets);
        rivals.preparePgbackrest();
        String command = rivals.archiveCommand();
        // The server's user stores here.
        Shell.run(folder, Map.of(), "mkdir -p rivals/spool rivals/lock; chmod -R a+rwX rivals");
        Databases.execute(url, "SELECT pg_stat_reset_shared('archiver')");
        Databases.execute(url, "ALTER SYSTEM SET archive_command = '" + command + "'");
        Databases.execute(url, "SELECT pg_reload_conf()");
    }

    @Override
    public Lsn stored() {
        String name = Databases.query(url, "SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver")
                .get(0);
        return WalSegment.parse(name, SEGMENT)
                .map(segment -> segment.next().start())
                .orElse(new Lsn(0));
    }

    @Override
    public List<String> programs() {
        return List.of(folder.resolve("rivals").toString());
    }

    @Override
    public void close() throws Exception {
        Databases.execute(url, "ALTER SYSTEM SET archive_command = ':'");
        Databases.execute(url, "SELECT pg_reload_conf()");
        rivals.close();
    }
}
