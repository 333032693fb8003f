package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.FileOwner;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.RecoveringServer;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server hands its log to the packaged launcher, dies, and is brought back by what it has handed over. */
class ArchiveCommandIT {
    @TempDir
    Path folder;

    private S3TestSettings bucket;
    private FaultyS3 proxy;
    private Path installed;
    private Path home;
    private LocalCluster server;
    private PostgresUrl shop;

    @BeforeEach
    void install() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        bucket = S3TestSettings.onEmbeddedS3();
        proxy = FaultyS3.before(bucket.endpoint());
        installed = Files.createDirectories(folder.resolve("installed"));
        Files.setPosixFilePermissions(installed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Installation.in(installed);
        Files.copy(Path.of("zencap"), installed.resolve("zencap"), StandardCopyOption.COPY_ATTRIBUTES);
        // The server's user reads the settings, and writes here what it has stored ahead.
        Path work = Files.createDirectories(installed.resolve("work"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        var settings = new StringBuilder();
        settings.append("BACKUP_TARGET=shop\nBACKUP_ENCRYPTION_KEY=").append("0123456789abcdef".repeat(4));
        settings.append("\nBACKUP_WORK_DIR=").append(work).append('\n');
        bucket.at(proxy.endpoint())
                .variables()
                .forEach((name, value) ->
                        settings.append(name).append('=').append(value).append('\n'));
        Files.writeString(installed.resolve(".env.local"), settings);

        home = TestCluster.newHome();
        server = Machine.start(home, archiving());
        shop = server.createDatabase("shop");
        Ledger.open(shop);
    }

    private Map<String, String> archiving() {
        // What is archived stays a while, so that a test can have it handed over once more.
        return Map.of(
                "archive_mode",
                "on",
                "archive_command",
                installed.resolve("zencap") + " wal-push %p",
                "wal_keep_size",
                "1GB");
    }

    @AfterEach
    void end() throws Exception {
        server.stop();
        proxy.close();
        FileTree.delete(home);
    }

    @Test
    void theServerDiesAndComesBackByWhatItHasHandedOver() throws Exception {
        Path base = TestCluster.newHome();
        baseBackup(server, base);
        Ledger ledger = Ledger.write(shop, 3);
        try {
            for (int i = 0; i < 6; i++) {
                write16Megabytes();
            }
            awaitArchived(segment());

            for (int i = 0; i < 6; i++) {
                write16Megabytes();
            }
            kill();
            String again = handedOverAgain();
            server.start();
            shop = server.url("shop");
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> isDone(again));
        } finally {
            ledger.close();
        }
        var committed = new TreeSet<>(ledger.committed().keySet());
        Set<Integer> afterTheCrash = Ledger.transfers(shop);
        assertThat(afterTheCrash).as("what the server said is committed").containsAll(committed);
        String last = closeSegment();
        awaitArchived(last);
        server.stop();

        Path first = TestCluster.newHome();
        copy(base.resolve("data"), first.resolve("data"));
        Files.copy(base.resolve("password"), first.resolve("password"));
        try (LocalCluster recovered = recover(first)) {
            assertThat(Ledger.transfers(recovered.url("shop"))).isEqualTo(afterTheCrash);
            assertThat(Ledger.wrongAccounts(recovered.url("shop"))).isEmpty();
            // It is on a branch of the log of its own now, of which the next one has to hear.
            Databases.execute(recovered.url("shop"), "CREATE TABLE later (id int)", "INSERT INTO later VALUES (1)");
            server = recovered;
            shop = recovered.url("shop");
            awaitArchived(closeSegment());
        }
        try (LocalCluster second = recover(base)) {
            assertThat(Databases.query(second.url("shop"), "SELECT id FROM later"))
                    .containsExactly("1");
            assertThat(Databases.query(
                            second.url("shop"), "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"))
                    .containsExactly("00000003");
        } finally {
            FileTree.delete(base);
            FileTree.delete(first);
        }
    }

    @Test
    void anotherContentIsRefusedAndTheServerKeepsItsFile() throws Exception {
        String stored = closeSegment();
        awaitArchived(stored);
        Path file = home.resolve("data/pg_wal").resolve(stored);
        byte[] good = Files.readAllBytes(file);
        byte[] spoilt = good.clone();
        spoilt[good.length - 1] ^= 1;
        server.stop();
        Files.write(file, spoilt);
        ready(stored);

        server.start();
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> serverLog().contains("with another content"));
        assertThat(isDone(stored)).isFalse();
        Files.write(file, good);

        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> isDone(stored));
    }

    @Test
    void whileTheBucketIsAwayTheServerIsToldWhyAndTriesAgain() throws Exception {
        awaitArchived(closeSegment());
        proxy.spoil(request -> true, new Fault.Status(503, "SlowDown"));

        String waiting = closeSegment();

        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Long.parseLong(Databases.query(shop, "SELECT failed_count FROM pg_stat_archiver")
                                .get(0))
                        >= 1);
        assertThat(serverLog()).contains("HINT").contains(bucket.bucket());
        assertThat(isDone(waiting)).isFalse();
        proxy.heal();
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> isDone(waiting));
    }

    /** A recovering server takes a status of up to 125 for the end of its log. */
    @Test
    void whateverKeepsAFileFromBeingLookedForIsNotTakenForTheEndOfTheLog() throws Exception {
        awaitArchived(closeSegment());

        assertThat(fetch(Map.of(), "00000009.history", "pg_wal/RECOVERYHISTORY"))
                .isEqualTo(5);
        assertThat(fetch(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1k"), "00000009.history", "pg_wal/RECOVERYHISTORY"))
                .as("Java does not start")
                .isEqualTo(254);
        assertThat(fetch(Map.of("BACKUP_ENCRYPTION_KEY", "f".repeat(64)), "00000009.history", "pg_wal/RECOVERYHISTORY"))
                .as("another key")
                .isEqualTo(254);
        assertThat(fetch(Map.of(), "00000009.history")).as("called wrongly").isEqualTo(254);
    }

    private int fetch(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(installed.resolve("zencap").toString(), "wal-fetch"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(home.resolve("data").toFile())
                .inheritIO();
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }

    /** Starting Java for each segment would be most of the work. */
    @Test
    void whatWasStoredAheadIsAnsweredWithoutJava() throws Exception {
        server.stop();
        // What gathers while nobody can store it.
        proxy.spoil(request -> true, new Fault.Status(503, "SlowDown"));
        server.start();
        shop = server.url("shop");
        for (int i = 0; i < 12; i++) {
            write16Megabytes();
        }
        proxy.heal();
        int before = proxy.requests().size();
        String last = closeSegment();
        awaitArchived(last);

        List<FaultyS3.Request> requests =
                proxy.requests().subList(before, proxy.requests().size());
        assertThat(requests.stream().filter(request -> request.method().equals("PUT")))
                .as("files that were stored")
                .hasSizeGreaterThan(10);
        assertThat(requests.stream().filter(request -> request.get() && request.of("key.json")))
                .as("calls that asked the bucket")
                .hasSizeLessThan(6);
        System.out.printf("One call of wal-push: %d ms; of what was stored ahead: %d ms%n", call(last), ahead(last));
    }

    /** The server's own environment has another name than that of this test, so each makes its link. */
    private long call(String segment) throws Exception {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(installed.resolve("zencap").toString(), "wal-push", "pg_wal/" + segment)
                .directory(home.resolve("data").toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** As if an earlier call had stored it. */
    private long ahead(String segment) throws Exception {
        Path mark;
        try (Stream<Path> all = Files.list(installed.resolve("work/wal-pushed"))) {
            mark = all.filter(Files::isSymbolicLink).findFirst().orElseThrow().resolve(segment);
        }
        byte[] content = Files.readAllBytes(home.resolve("data/pg_wal").resolve(segment));
        Files.writeString(mark, DigestUtils.sha256Hex(content));
        int before = proxy.requests().size();
        long millis = call(segment);
        assertThat(proxy.requests()).hasSize(before);
        assertThat(mark).doesNotExist();
        return millis;
    }

    private void write16Megabytes() {
        Databases.query(
                shop,
                "SELECT count(pg_logical_emit_message(true, 'much', repeat(md5(i::text), 8192)))"
                        + " FROM generate_series(1, 64) i");
    }

    private String segment() {
        return Databases.query(shop, "SELECT pg_walfile_name(pg_current_wal_lsn() - 16777216)")
                .get(0);
    }

    /** The segment that is whole by that. */
    private String closeSegment() {
        Databases.query(shop, "SELECT pg_logical_emit_message(true, 'end', 'end')");
        return Databases.query(shop, "SELECT pg_walfile_name(pg_switch_wal())").get(0);
    }

    private void awaitArchived(String segment) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> Databases.query(
                        shop, "SELECT coalesce(last_archived_wal, '') >= '" + segment + "' FROM pg_stat_archiver")
                .contains("t"));
    }

    /** As a crash of the server does, which its disk outlives. */
    private void kill() {
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        List<ProcessHandle> all = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await().until(() -> !server.isRunning() && all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A crash between storing a file and writing that down: the server hands it over once more. */
    private String handedOverAgain() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("data/pg_wal/archive_status"))) {
            String name = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("[0-9A-F]{24}\\.done"))
                    .max(String::compareTo)
                    .map(file -> file.substring(0, 24))
                    .orElseThrow();
            ready(name);
            return name;
        }
    }

    private void ready(String segment) throws IOException {
        Path status = home.resolve("data/pg_wal/archive_status");
        Files.move(status.resolve(segment + ".done"), status.resolve(segment + ".ready"));
    }

    private boolean isDone(String segment) {
        return Files.exists(home.resolve("data/pg_wal/archive_status").resolve(segment + ".done"));
    }

    private String serverLog() throws IOException {
        return Files.readString(home.resolve("server.log"));
    }

    /** Its log is in the archive alone, where the end of the backup waits for it. */
    private static void baseBackup(LocalCluster from, Path to) throws Exception {
        Path data = to.resolve("data");
        Path program = ClientTools.locate(Optional.empty(), 15).directory().resolve("pg_basebackup");
        var builder =
                new ProcessBuilder(program.toString(), "--pgdata=" + data, "--checkpoint=fast", "--wal-method=none");
        PostgresUrl url = from.url("postgres");
        builder.environment().putAll(url.childEnvironment(null));
        builder.environment().put("PGPASSWORD", url.password().orElseThrow());
        Process process = builder.redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(words).isZero();
        Files.copy(from.home().resolve("password"), to.resolve("password"));
        Files.createFile(data.resolve("recovery.signal"));
        Optional<FileOwner> owner = RecoveringServer.owner(TestCluster.binaries(), to);
        if (owner.isPresent()) {
            try (Stream<Path> all = Files.walk(data)) {
                for (Path each : all.toList()) {
                    owner.get().own(each);
                }
            }
        }
    }

    /** With all that is in the archive, and then a server of its own. */
    private LocalCluster recover(Path to) throws IOException {
        var settings = new HashMap<>(archiving());
        settings.put("restore_command", installed.resolve("zencap") + " wal-fetch %f %p");
        LocalCluster recovered = Machine.start(to, settings);
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> Databases.query(
                        recovered.url("postgres"), "SELECT pg_is_in_recovery()")
                .contains("f"));
        return recovered;
    }

    private static void copy(Path from, Path to) throws Exception {
        assertThat(new ProcessBuilder("cp", "-a", from.toString(), to.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
