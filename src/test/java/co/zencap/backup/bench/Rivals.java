package co.zencap.backup.bench;

import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** pgBackRest and Barman, set up as their manuals have it: the same level of compression, and both cores. */
final class Rivals implements AutoCloseable {
    private final Path folder;
    private final LocalCluster cluster;
    private final Map<String, String> environment;
    private final String pgbackrest;
    private final String server;
    private boolean receiving;

    Rivals(Path folder, LocalCluster cluster, Path sockets) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.cluster = cluster;
        PostgresUrl url = cluster.url("postgres");
        environment = Map.of("PGPASSWORD", url.password().orElseThrow(), "PGBACKREST_REPO1_CIPHER_PASS", "bench");
        pgbackrest = "pgbackrest --stanza=bench --repo1-path=" + folder.resolve("pgbackrest")
                + " --repo1-cipher-type=aes-256-cbc --config=/dev/null --log-level-console=error"
                + " --log-path=" + folder + " --lock-path=" + folder.resolve("lock");
        server = " --pg1-socket-path=" + sockets + " --pg1-port=" + cluster.port() + " --pg1-user=" + url.user()
                + " --pg1-path=" + cluster.home().resolve("data");
        String connection = "host=127.0.0.1 port=" + cluster.port() + " user=" + url.user() + " dbname=postgres";
        Files.writeString(
                folder.resolve("barman.conf"),
                """
                [barman]
                barman_user = %1$s
                barman_home = %2$s
                barman_lock_directory = %2$s
                log_file = %2$s.log
                [bench]
                description = bench
                conninfo = %3$s
                streaming_conninfo = %3$s
                backup_method = postgres
                streaming_archiver = on
                slot_name = barman
                create_slot = auto
                backup_compression = zstd
                backup_compression_level = 3
                backup_compression_format = tar
                immediate_checkpoint = true
                recovery_staging_path = %2$s-staging
                """
                        .formatted(
                                System.getProperty("user.name"),
                                Files.createDirectories(folder.resolve("barman")),
                                connection));
        Files.createDirectories(folder.resolve("barman-staging"));
    }

    boolean hasPgbackrest() throws Exception {
        return Shell.has("pgbackrest");
    }

    boolean hasBarman() throws Exception {
        return Shell.has("barman");
    }

    void preparePgbackrest() throws Exception {
        run(pgbackrest + server + " stanza-create");
    }

    /** Its archive of the log has to work before it makes a backup. */
    void prepareBarman() throws Exception {
        run("barman -q -c barman.conf cron");
        receiving = true;
        run("sleep 3; barman -q -c barman.conf switch-wal --force --archive bench >/dev/null");
    }

    /** The archive of the log is another matter: its check would wait for a segment. */
    double backUpWithPgbackrest() throws Exception {
        return run(pgbackrest + server
                + " --process-max=2 --compress-type=zst --compress-level=3 --no-archive-check --start-fast"
                + " --repo1-retention-full=1 --type=full backup");
    }

    /**
     * What the server calls for each segment; it returns when that is stored, and stores ahead what comes next. All is said
     * in a file: not every option of the call reaches the processes that it begins.
     */
    String archiveCommand() throws IOException {
        Path file = Files.writeString(
                folder.resolve("pgbackrest.conf"),
                """
                [global]
                repo1-path=%1$s/pgbackrest
                repo1-cipher-type=aes-256-cbc
                repo1-cipher-pass=bench
                archive-async=y
                spool-path=%1$s/spool
                log-path=%1$s
                lock-path=%1$s/lock
                process-max=2
                compress-type=zst
                compress-level=3
                log-level-console=error
                [bench]
                pg1-path=%2$s
                """
                        .formatted(folder, cluster.home().resolve("data")));
        return "pgbackrest --config=" + file + " --stanza=bench archive-push %p";
    }

    /** Of the log as well, which Barman leaves to a program of the operator's choice. */
    void compressLog() throws IOException {
        Files.writeString(
                folder.resolve("barman.conf"),
                """
                compression = custom
                custom_compression_filter = zstd -c -q -3
                custom_decompression_filter = zstd -c -q -d
                """,
                StandardOpenOption.APPEND);
    }

    /** Compresses what has been received; an operator's cron does it every minute. */
    void archiveWithBarman() throws Exception {
        run("barman -q -c barman.conf archive-wal bench >/dev/null");
    }

    double backUpWithBarman() throws Exception {
        return run("barman -q -c barman.conf backup bench >/dev/null");
    }

    double restoreWithPgbackrest(Path to) throws Exception {
        return run(pgbackrest + " --pg1-path=" + to + " --process-max=2 --type=none restore");
    }

    double restoreWithBarman(Path to) throws Exception {
        return run("barman -q -c barman.conf recover bench latest " + to + " >/dev/null");
    }

    private double run(String line) throws IOException, InterruptedException {
        return Shell.run(folder, environment, line);
    }

    @Override
    public void close() throws Exception {
        if (receiving) {
            run("barman -q -c barman.conf receive-wal --stop bench >/dev/null;"
                    + " barman -q -c barman.conf receive-wal --drop-slot bench >/dev/null");
        }
        Folders.delete(folder);
    }
}
