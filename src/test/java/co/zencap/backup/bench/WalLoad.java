package co.zencap.backup.bench;

import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Has a server write log: as pgbench does, and the very bytes that pgbench made it write, at any rate. */
final class WalLoad {
    private static final int SEGMENTS = 4;
    private static final int PIECE = 1 << 17;
    private static final int PIECES_AT_ONCE = 8;

    private final PostgresUrl url;
    private final Path folder;

    /** @param url a database for it alone */
    WalLoad(PostgresUrl url, Path folder) {
        this.url = url;
        this.folder = folder;
    }

    /** Has 8 clients work as fast as the server lets them. Afterwards some of what it wrote is kept, to be written again. */
    double pgbenchRate(Duration time) throws Exception {
        Shell.run(folder, url, "pgbench -q -i -s 20 >/dev/null 2>&1");
        Databases.execute(url, "CHECKPOINT");
        Lsn before = now();
        long start = System.nanoTime();
        Shell.run(folder, url, "pgbench -c 8 -j 2 -T " + time.toSeconds() + " >/dev/null 2>&1");
        double rate = (now().value() - before.value()) / ((System.nanoTime() - start) / 1e9);
        Databases.execute(
                url,
                "CREATE TABLE written (id int PRIMARY KEY, piece bytea)",
                "ALTER TABLE written ALTER piece SET STORAGE EXTERNAL",
                // Of the middle, where neither the checkpoint has just been nor the caches are empty.
                "INSERT INTO written SELECT row_number() OVER (), substr(content, 1 + i * " + PIECE + ", " + PIECE + ")"
                        + " FROM (SELECT pg_read_binary_file('pg_wal/' || pg_walfile_name('" + before
                        + "'::pg_lsn + (pg_current_wal_lsn() - '" + before
                        + "'::pg_lsn) / 2 + s * 16777216)) AS content"
                        + " FROM generate_series(0, " + (SEGMENTS - 1) + ") s) files, generate_series(0, "
                        + ((16 << 20) / PIECE - 1) + ") i",
                "VACUUM ANALYZE written",
                "CHECKPOINT");
        return rate;
    }

    /** How far the log is on the server's disk. */
    Lsn now() {
        return Lsn.parse(
                Databases.query(url, "SELECT pg_current_wal_flush_lsn()").get(0));
    }

    /** Begins a new segment, so that whoever keeps only whole ones gets the last. */
    Lsn close() {
        // Else there is nothing to close where the last one has just been.
        Databases.execute(url, "SELECT pg_logical_emit_message(true, 'bench', 'end')", "SELECT pg_switch_wal()");
        return now();
    }

    /**
     * Writes.
     *
     * @param bytesPerSecond at most; infinite: as fast as the server can
     */
    void write(double bytesPerSecond, Duration time) throws SQLException, InterruptedException {
        try (Connection connection = Databases.connect(url);
                PreparedStatement write = connection.prepareStatement(
                        "SELECT count(pg_logical_emit_message(true, 'bench', piece)) FROM written"
                                + " WHERE id BETWEEN ? AND ?")) {
            int all = SEGMENTS * (16 << 20) / PIECE;
            long start = System.nanoTime();
            long bytes = 0;
            int id = 1;
            while (System.nanoTime() - start < time.toNanos()) {
                write.setInt(1, id);
                write.setInt(2, id + PIECES_AT_ONCE - 1);
                write.execute();
                id = id + PIECES_AT_ONCE > all ? 1 : id + PIECES_AT_ONCE;
                bytes += (long) PIECES_AT_ONCE * PIECE;
                long early = (long) (bytes / bytesPerSecond * 1e9) - (System.nanoTime() - start);
                if (early > 0) {
                    Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
                }
            }
        }
    }
}
