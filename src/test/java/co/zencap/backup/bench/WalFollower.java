package co.zencap.backup.bench;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody who keeps a server's log while it is written. */
interface WalFollower extends AutoCloseable {
    /** Of the cluster. */
    long SEGMENT = 16L << 20;

    String name();

    /** Begins to keep it; everything that is only to be made once is done on return. */
    void begin() throws Exception;

    /** All before this place is where it is to stay. */
    Lsn stored() throws Exception;

    /** Other programs that take part: those whose command lines hold one of these. */
    default List<String> programs() {
        return List.of();
    }

    /** Nobody: what the load alone takes. */
    static WalFollower nobody(WalLoad load) {
        return new WalFollower() {
            @Override
            public String name() {
                return "nobody";
            }

            @Override
            public void begin() {}

            @Override
            public Lsn stored() {
                return load.now();
            }

            @Override
            public void close() {}
        };
    }

    /** PostgreSQL's own program alone: the log as it is, in a folder. */
    static WalFollower receivewal(PostgresUrl url, Path folder) {
        return new WalFollower() {
            private Process process;

            @Override
            public String name() {
                return "pg_receivewal alone: not compressed, not encrypted";
            }

            @Override
            public void begin() throws Exception {
                Files.createDirectories(folder);
                Databases.query(url, "SELECT pg_create_physical_replication_slot('floor', true)");
                var builder = new ProcessBuilder(
                                "pg_receivewal",
                                "--directory=" + folder,
                                "--slot=floor",
                                "--synchronous",
                                "--status-interval=1",
                                "--no-loop")
                        .inheritIO();
                builder.environment().putAll(url.childEnvironment(null));
                builder.environment().put("PGPASSWORD", url.password().orElseThrow());
                process = builder.start();
            }

            @Override
            public Lsn stored() {
                return received(url, "floor");
            }

            @Override
            public List<String> programs() {
                return List.of(folder.toString());
            }

            @Override
            public void close() throws Exception {
                process.destroy();
                process.waitFor();
                dropSlot(url, "floor");
            }
        };
    }

    /** How far a receiver has written to its disk. */
    private static Lsn received(PostgresUrl url, String slot) {
        return Databases.query(
                        url,
                        "SELECT flush_lsn FROM pg_stat_replication r JOIN pg_replication_slots s ON active_pid = pid"
                                + " WHERE slot_name = '" + slot + "' AND flush_lsn IS NOT NULL")
                .stream()
                .findFirst()
                .map(Lsn::parse)
                .orElse(new Lsn(0));
    }

    private static void dropSlot(PostgresUrl url, String slot) throws InterruptedException {
        while (Databases.query(url, "SELECT active FROM pg_replication_slots WHERE slot_name = '" + slot + "'")
                .contains("t")) {
            Thread.sleep(100);
        }
        Databases.query(url, "SELECT pg_drop_replication_slot('" + slot + "')");
    }
}
