package co.zencap.backup.bench;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.LocalCluster.Settings;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code bench/run NAME}: runs the contenders in turn, round by round, and reports medians and ratios. */
public final class Bench {
    private final String name;
    private final int megabytes;
    private final int rounds;
    private final int small;

    private Bench(String name, int megabytes, int rounds, int small) {
        this.name = name;
        this.megabytes = megabytes;
        this.rounds = rounds;
        this.small = small;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0
                || !List.of(
                                "backup",
                                "offsite",
                                "restore",
                                "recovery",
                                "files",
                                "retention",
                                "base",
                                "base-restore",
                                "wal")
                        .contains(args[0])) {
            System.err.println("usage: bench/run backup|offsite|restore|recovery|files|retention|base|base-restore|wal"
                    + " [--megabytes 1000] [--rounds 5] [--small 20000] [--seconds 60]");
            System.exit(2);
        }
        try {
            if (args[0].equals("wal")) {
                Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
                new WalContest(
                                folder,
                                option(args, "--rounds", 2),
                                option(args, "--seconds", 60),
                                text(args, "--only", ""))
                        .run();
                return;
            }
            new Bench(
                            args[0],
                            option(args, "--megabytes", 1000),
                            option(args, "--rounds", 5),
                            option(args, "--small", 20_000))
                    .run();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1); // whatever still runs
        }
    }

    private void run() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/bench").toAbsolutePath());
        if (name.equals("retention")) {
            try (Contest contest = new RetentionContest()) {
                measure(contest, folder, ProcessHandle.current().pid());
            }
            return;
        }
        Path sockets = Files.createDirectories(folder.resolve("sockets"));
        // The server is another user's; who may connect is up to its own rules.
        Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (LocalCluster cluster = LocalCluster.start(new Settings(
                EmbeddedBinaries.unpack(folder.resolve("postgres")),
                folder.resolve("cluster-" + megabytes),
                0,
                Profile.DURABLE,
                Map.of(
                        "shared_buffers",
                        "512MB",
                        "max_wal_size",
                        "4GB",
                        "unix_socket_directories",
                        sockets.toString())))) {
            try (Contest contest = contest(folder, cluster)) {
                measure(contest, folder, cluster.pid());
            }
        }
    }

    private Contest contest(Path folder, LocalCluster cluster) throws Exception {
        if (name.equals("files")) {
            return new FileContest(folder, cluster, small, megabytes);
        }
        PostgresUrl source = database(cluster);
        System.out.printf(
                Locale.ROOT, "Database of %d MB on the server, %d rounds%n", BenchDatabase.size(source) >> 20, rounds);
        return switch (name) {
            case "backup" -> new BackupContest(folder, cluster, source);
            case "recovery" -> new RecoveryContest(folder, cluster, source);
            case "base" -> new BaseContest(folder, cluster, source, folder.resolve("sockets"), false);
            case "base-restore" -> new BaseContest(folder, cluster, source, folder.resolve("sockets"), true);
            case "offsite" -> new OffsiteContest(folder, cluster, source);
            default -> new RestoreContest(folder, cluster, source);
        };
    }

    private void measure(Contest contest, Path folder, long server) throws Exception {
        for (int round = 1 - contest.warmUps(); round <= rounds; round++) {
            for (Contender contender : contest.contenders()) {
                contest.beforeEach();
                contender.sample(server, contest.bystanders());
                contest.afterEach(contender);
                if (round <= 0) {
                    contender.forget(); // these warm caches and the compiler
                }
            }
            System.out.print(round <= 0 ? "warm-up done " : " ... " + round);
            System.out.flush();
        }
        System.out.println();
        report(contest, folder.resolve(name + ".json"));
    }

    private PostgresUrl database(LocalCluster cluster) throws Exception {
        PostgresUrl source = cluster.url("bench");
        if (Databases.query(cluster.url("postgres"), "SELECT 1 FROM pg_database WHERE datname = 'bench'")
                .isEmpty()) {
            cluster.createDatabase("bench");
            System.out.println("Making a database of about " + megabytes + " MB ...");
            BenchDatabase.fill(source, megabytes);
        }
        return source;
    }

    private void report(Contest contest, Path file) throws IOException {
        List<Contender> contenders = contest.contenders();
        double floor = contenders.get(0).median();
        var rows = new ArrayList<Map<String, Object>>();
        System.out.printf(
                Locale.ROOT,
                "%n%-60s %9s %7s %7s %8s   %s%n",
                name,
                "median s",
                "ratio",
                "CPU s",
                "peak MB",
                "samples");
        for (Contender contender : contenders) {
            double median = contender.median();
            System.out.printf(
                    Locale.ROOT,
                    "%-60s %9.2f %7.2f %7.2f %8d   %s %s%n",
                    contender.name(),
                    median,
                    median / floor,
                    contender.cpuSeconds(),
                    contender.peakMegabytes(),
                    contender.seconds().stream()
                            .map(s -> String.format(Locale.ROOT, "%.2f", s))
                            .toList(),
                    contender.result());
            var row = new LinkedHashMap<String, Object>();
            row.put("name", contender.name());
            row.put("medianSeconds", median);
            row.put("ratioToFirst", median / floor);
            row.put("seconds", contender.seconds());
            row.put("cpuSeconds", contender.cpuSeconds());
            row.put("peakMegabytes", contender.peakMegabytes());
            row.put("result", contender.result());
            rows.add(row);
        }
        contest.bars().forEach(System.out::println);
        System.out.println(contest.notes());
        var document = new LinkedHashMap<String, Object>();
        document.put("bench", name);
        document.put("megabytes", megabytes);
        document.put("cores", Runtime.getRuntime().availableProcessors());
        document.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        document.put("notes", contest.notes());
        document.put("contenders", rows);
        document.put(
                "bars",
                contest.bars().stream()
                        .map(bar -> Map.of(
                                "contender", bar.contender().name(),
                                "against", bar.floor().name(),
                                "ratio", bar.ratio(),
                                "atMost", bar.atMost(),
                                "met", bar.met()))
                        .toList());
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
        System.out.println("All samples: " + file);
    }

    private static String text(String[] args, String name, String byDefault) {
        int at = List.of(args).indexOf(name);
        return at >= 0 && at < args.length - 1 ? args[at + 1] : byDefault;
    }

    private static int option(String[] args, String name, int byDefault) {
        for (int i = 1; i < args.length - 1; i++) {
            if (args[i].equals(name)) {
                return Integer.parseInt(args[i + 1]);
            }
        }
        return byDefault;
    }
}
