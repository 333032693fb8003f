package co.zencap.backup.bench;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.LocalCluster.Settings;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Who keeps up with a server's log: at ten times the rate at which pgbench makes it write, and as fast as it can. For each
 * the lag while it is written, and how long it takes afterwards until all of it is stored.
 */
final class WalContest {
    private static final Duration PGBENCH = Duration.ofSeconds(60);
    private static final int TIMES = 10;
    private static final long LOOK_MILLIS = 250;
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private final Path folder;
    private final int rounds;
    private final String only;
    private final Duration paced;
    private final Duration unpaced;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    /** @param only who takes part: whose name holds this */
    WalContest(Path folder, int rounds, int seconds, String only) {
        this.folder = folder.resolve("wal");
        this.only = only;
        this.rounds = rounds;
        this.paced = Duration.ofSeconds(seconds);
        this.unpaced = Duration.ofSeconds(Math.max(10, seconds / 3));
    }

    void run() throws Exception {
        Folders.delete(folder);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path sockets = Files.createDirectories(folder.resolve("sockets"));
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (LocalCluster cluster = LocalCluster.start(new Settings(
                EmbeddedBinaries.unpack(folder.resolveSibling("postgres")),
                folder.resolve("cluster"),
                0,
                Profile.DURABLE,
                Map.of(
                        "shared_buffers",
                        "512MB",
                        "max_wal_size",
                        "4GB",
                        "archive_mode",
                        "on",
                        "unix_socket_directories",
                        sockets.toString())))) {
            PostgresUrl source = cluster.createDatabase("bench");
            Databases.execute(source, "ALTER SYSTEM SET archive_command = ':'", "SELECT pg_reload_conf()");
            var load = new WalLoad(source, folder);
            double rate = load.pgbenchRate(PGBENCH);
            System.out.printf(Locale.ROOT, "pgbench, 8 clients: %.1f MB of log a second%n%n", rate / 1e6);
            System.out.printf(
                    Locale.ROOT,
                    "%-58s %8s %8s %9s %9s %9s %9s %8s %9s%n",
                    "wal",
                    "MB/s",
                    "stored/s",
                    "median s",
                    "most s",
                    "median MB",
                    "most MB",
                    "then s",
                    "CPU s/GB");
            for (int round = 1; round <= rounds; round++) {
                for (WalFollower follower : followers(cluster, source, load, sockets)) {
                    measure(follower, load, rate * TIMES);
                }
            }
            report(rate);
        }
        Folders.delete(folder);
    }

    private void report(double rate) throws IOException {
        var document = new LinkedHashMap<String, Object>();
        document.put("bench", "wal");
        document.put("pgbenchBytesPerSecond", rate);
        document.put("times", TIMES);
        document.put("cores", Runtime.getRuntime().availableProcessors());
        document.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        document.put("rows", rows);
        Path file = folder.resolveSibling("wal.json");
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
        System.out.println(
                """

                MB/s: written. stored/s: MB, from the first to the last byte, with what was left afterwards. s and MB: how far
                what is stored was behind the server. then: until all was stored. CPU: of whoever keeps the log and of the bench
                itself, see nobody; of rivals what ended within a quarter of a second is left out.""");
        System.out.println("All rows: " + file);
    }

    private List<WalFollower> followers(LocalCluster cluster, PostgresUrl source, WalLoad load, Path sockets)
            throws Exception {
        var all = new ArrayList<>(
                List.of(WalFollower.nobody(load), WalFollower.receivewal(source, folder.resolve("received"))));
        if (Shell.has("pgbackrest")) {
            all.add(new PgbackrestFollower(cluster, source, folder, sockets));
        }
        if (Shell.has("barman")) {
            all.add(new BarmanFollower(cluster, folder, sockets));
        }
        all.add(new ZencapFollower(cluster, source, folder, false));
        all.add(new ZencapFollower(cluster, source, folder, true));
        return all.stream().filter(each -> each.name().contains(only)).toList();
    }

    private void measure(WalFollower follower, WalLoad load, double rate) throws Exception {
        try (follower) {
            follower.begin();
            awaitStored(follower, load.close());
            row(follower, load, rate, paced);
            row(follower, load, Double.POSITIVE_INFINITY, unpaced);
        }
        for (String left : List.of("received", "rivals", "service", "s3")) {
            Folders.delete(folder.resolve(left));
        }
    }

    private void row(WalFollower follower, WalLoad load, double rate, Duration time) throws Exception {
        var lag = new WalLag();
        var cpu = new ProgramCpu(follower.programs());
        cpu.look();
        Lsn before = load.now();
        long start = System.nanoTime();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                load.write(rate, time);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        while (!writing.isDone()) {
            lag.look(load.now(), follower.stored());
            cpu.look();
            Thread.sleep(LOOK_MILLIS);
        }
        writing.join();
        double wrote = (System.nanoTime() - start) / 1e9;
        Lsn end = load.close();
        cpu.look();
        double then = awaitStored(follower, end);
        cpu.look();
        double bytes = end.value() - before.value();
        boolean limited = Double.isFinite(rate);
        var row = new LinkedHashMap<String, Object>();
        row.put("name", follower.name());
        row.put("paced", limited);
        row.put("writtenBytesPerSecond", bytes / wrote);
        row.put("storedBytesPerSecond", bytes / (wrote + then));
        row.put("lagMedianSeconds", lag.medianSeconds());
        row.put("lagMostSeconds", lag.mostSeconds());
        row.put("lagMedianMegabytes", lag.medianMegabytes());
        row.put("lagMostMegabytes", lag.mostMegabytes());
        row.put("secondsUntilAllIsStored", then);
        row.put("cpuSecondsPerGigabyte", cpu.seconds() / (bytes / 1e9));
        rows.add(row);
        System.out.printf(
                Locale.ROOT,
                "%-58s %8.1f %8.1f %9.2f %9.2f %9.1f %9.1f %8.2f %9.2f%n",
                follower.name() + (limited ? "" : ", unpaced"),
                bytes / wrote / 1e6,
                bytes / (wrote + then) / 1e6,
                lag.medianSeconds(),
                lag.mostSeconds(),
                lag.medianMegabytes(),
                lag.mostMegabytes(),
                then,
                cpu.seconds() / (bytes / 1e9));
    }

    /** How long it takes until all before a place is stored, in seconds. */
    private static double awaitStored(WalFollower follower, Lsn place) throws Exception {
        long start = System.nanoTime();
        while (!follower.stored().reaches(place)) {
            if (System.nanoTime() - start > AT_MOST.toNanos()) {
                throw new IllegalStateException(follower.name() + " has not stored all in " + AT_MOST);
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
