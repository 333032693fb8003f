package co.zencap.backup.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.files.Globs;
import co.zencap.backup.files.Pack;
import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.BackupTasks;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.FileRestoreRequest;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files, alone and together with the database: backed up, sent off site, verified, brought back. */
class FileBackupRoutesTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private EmbeddedS3 s3;
    private Path uploads;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        uploads = FileTrees.uploads(folder.resolve("srv/uploads"));
        Files.createDirectories(folder.resolve("srv/images/empty"));
        Files.copy(uploads.resolve("large.xlsx"), folder.resolve("srv/images/same content"));
        Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(folder.resolve("home/config/mine.properties"), "x=1");
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        service = TestService.start(folder, variables());
    }

    private Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads + ", images=" + folder.resolve("srv/images"));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.putAll(S3TestSettings.of(s3).variables());
        return variables;
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        s3.close();
    }

    @Test
    void filesComeBackFromEitherRepositoryAndTwiceTheSameIsStoredOnce() throws Exception {
        Operation first = prove(service.backup(Kind.FILES, "uploads"), 2);
        Operation images = prove(service.backup(Kind.FILES, "images"), 2);
        assertThat(images.result()).containsEntry("files", 1L);
        assertThat((long) images.result().get("storedBytes")).isLessThan(10_000);

        Files.writeString(uploads.resolve("new.xlsx"), "new");
        Operation second = prove(service.backup(Kind.FILES, "uploads"), 2);
        assertThat((long) second.result().get("storedBytes")).isLessThan(10_000);
        assertThat(Databases.query(
                        catalog, "SELECT DISTINCT repository || ' ' || outcome FROM zencap.backup_verifications"))
                .containsExactlyInAnyOrder("local passed", "s3 passed");

        for (String repository : List.of("local", "s3")) {
            Operation restoration = restore(second, "from-" + repository, repository, Globs.NONE);
            assertThat(restoration.problem()).isNull();
            assertThat(FileTrees.describe(below("from-" + repository, uploads))).isEqualTo(FileTrees.describe(uploads));
        }
        Operation chosen = restore(first, "chosen", "local", Globs.of(List.of("*.xlsx")));
        assertThat(chosen.result()).containsEntry("files", 1L);
        assertThat(below("chosen", uploads).resolve("large.xlsx")).hasSize(9 << 20);
    }

    /** The lifecycle moves what is 90 days old to an archive tier, which the newest backup must not need. */
    @ParameterizedTest(name = "{0} days")
    @CsvSource({"25, false", "61, true"})
    void whatWasStoredLongAgoIsStoredAnew(int days, boolean anew) throws Exception {
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        service = TestService.start(
                folder, variables, routes -> routes, Clock.offset(Clock.systemUTC(), Duration.ofDays(-days)));
        prove(service.backup(Kind.FILES, "uploads"), 2);
        service.close();
        service = TestService.start(folder, variables);

        Operation second = prove(service.backup(Kind.FILES, "uploads"), 2);

        assertThat(packs(second)).isNotEmpty().allMatch(pack -> pack.backupId().equals(second.backupId()) == anew);
        service.close();
        FileTree.delete(folder.resolve("repository/uploads"));
        service = TestService.start(folder, variables);
        assertThat(restore(second, "back", "s3", Globs.NONE).problem()).isNull();
        assertThat(FileTrees.describe(below("back", uploads))).isEqualTo(FileTrees.describe(uploads));
    }

    private List<Pack> packs(Operation backup) throws IOException {
        return StoredBackup.manifest(
                        new LocalRepository(folder.resolve("repository")),
                        backup.target(),
                        new BackupId(backup.backupId()),
                        service.settings().masterKey())
                .fileSets()
                .get(0)
                .packs();
    }

    /** Artifacts are sent side by side, and several may fail at once. */
    @Test
    void anUploadThatFailsIsToldOnceAndLeavesNoManifest() throws Exception {
        service.close();
        try (FaultyS3 proxy = FaultyS3.before(s3.endpoint())) {
            proxy.spoil(r -> r.method().equals("PUT"), new Fault.Status(403, "AccessDenied"));
            Map<String, String> variables = variables();
            variables.put("BACKUP_S3_ENDPOINT", proxy.endpoint().toString());
            variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
            service = TestService.start(folder, variables);
            Operation full =
                    service.backup(Kind.FULL, service.settings().fullTarget().value());

            List<Operation> proof = service.awaitProof(full.id());

            assertThat(proof)
                    .filteredOn(o -> o.state() == State.FAILED)
                    .singleElement()
                    .satisfies(upload -> assertThat(upload.problem().sentence()).contains("HINT:"));
            Awaitility.await().untilAsserted(() -> assertThat(
                            Databases.query(catalog, "SELECT component FROM zencap.backup_monitoring_alerts"))
                    // that nothing can be written there, and what follows from it
                    .containsExactlyInAnyOrder("health", "upload"));
            assertThat(Databases.query(catalog, "SELECT attempts FROM zencap.backup_copies WHERE repository = 's3'"))
                    .containsExactly("1");
            assertThat(proxy.requests())
                    .noneMatch(r -> r.of("manifest.json") && r.method().equals("PUT"));
        }
    }

    @Test
    void aFullSystemBackupHoldsAllOfItUnderOneId() throws Exception {
        prove(service.backup(Kind.FILES, "uploads"), 2);
        Operation full =
                prove(service.backup(Kind.FULL, service.settings().fullTarget().value()), 3);

        assertThat(full.result()).containsEntry("tables", 2).containsKey("files");
        assertThat(Databases.query(catalog, "SELECT kind || ' ' || target FROM zencap.backups ORDER BY created_at"))
                .containsExactly("files uploads", "full " + full.target());
        assertThat(restore(full, "all", "s3", Globs.NONE).state()).isEqualTo(State.SUCCEEDED);
        Path all = folder.resolve("all");
        assertThat(FileTrees.describe(below("all/uploads", uploads))).isEqualTo(FileTrees.describe(uploads));
        assertThat(below("all/configuration", folder.resolve("home/config/mine.properties")))
                .hasContent("x=1");
        assertThat(all.resolve("images")).isDirectory();
    }

    @Test
    void nothingIsRestoredOverSomethingElse() throws Exception {
        Operation backup = service.backup(Kind.FILES, "uploads");
        Path mine = Files.createDirectories(folder.resolve("taken"));
        Files.writeString(mine.resolve("mine"), "mine");

        Operation restoration = restore(backup, "taken", "local", Globs.NONE);

        assertThat(restoration.state()).isEqualTo(State.FAILED);
        assertThat(restoration.problem().sentence()).contains("not empty", "HINT:");
        assertThat(Folders.files(mine)).containsExactly(mine.resolve("mine"));
    }

    @Test
    void aFolderThatIsNotMountedIsAFailureAndLeavesNothing() throws Exception {
        Files.move(uploads, uploads.resolveSibling("away"));

        Operation backup = service.backup(Kind.FILES, "uploads");

        assertThat(backup.state()).isEqualTo(State.FAILED);
        assertThat(backup.problem().sentence()).contains(uploads.toString(), "HINT:");
        assertThat(Folders.files(folder.resolve("repository"))).isEmpty();
    }

    @Test
    void whatCanNotBeReadIsAWarningAndListed() throws Exception {
        Files.createDirectory(
                uploads.resolve("pipes"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(new ProcessBuilder("mkfifo", uploads.resolve("pipes/one").toString())
                        .start()
                        .waitFor())
                .isZero();

        Operation backup = service.backup(Kind.FILES, "uploads");

        assertThat(backup.state()).isEqualTo(State.SUCCEEDED);
        assertThat(backup.result()).containsEntry("warnings", 1L);
        assertThat(backup.result().get("warningExamples")).asString().contains("pipes/one");
    }

    @Test
    void fiveGigabytesOfHolesAndAFileThatGrowsComeBack() throws Exception {
        Path sparse = uploads.resolve("sparse.img");
        try (FileChannel file = FileChannel.open(sparse, CREATE, WRITE, SPARSE)) {
            file.write(ByteBuffer.wrap("middle".getBytes(UTF_8)), 3L << 30);
            file.write(ByteBuffer.wrap("end".getBytes(UTF_8)), (5L << 30) - 3);
        }
        Path log = Files.write(uploads.resolve("growing.log"), new byte[20 << 20]);
        var stopped = new AtomicBoolean();
        var writer = new Thread(() -> append(log, stopped));
        writer.start();
        Operation backup;
        try {
            backup = prove(service.backup(Kind.FILES, "uploads"), 2);
        } finally {
            stopped.set(true);
            writer.join();
        }

        assertThat(backup.result()).containsEntry("warnings", 1L);
        assertThat(backup.result().get("warningExamples")).asString().contains("growing.log", "grew");
        assertThat((long) backup.result().get("storedBytes")).isLessThan(10 << 20);
        assertThat(restore(backup, "back", "local", Globs.NONE).problem()).isNull();
        Path restored = below("back", uploads);
        assertThat(Files.size(restored.resolve("sparse.img"))).isEqualTo(5L << 30);
        assertThat(at(restored.resolve("sparse.img"), 3L << 30, 6)).isEqualTo("middle");
        assertThat(at(restored.resolve("sparse.img"), (5L << 30) - 3, 3)).isEqualTo("end");
        byte[] grown = Files.readAllBytes(restored.resolve("growing.log"));
        assertThat(grown).hasSizeGreaterThanOrEqualTo(20 << 20);
        assertThat(Arrays.mismatch(grown, Files.readAllBytes(log))).isIn(-1, grown.length);
        var used =
                new ProcessBuilder("du", "-sk", restored.resolve("sparse.img").toString()).start();
        String kilobytes = new String(used.getInputStream().readAllBytes(), UTF_8).split("\\s")[0];
        assertThat(Integer.parseInt(kilobytes)).isLessThan(1024);
    }

    private static void append(Path log, AtomicBoolean stopped) {
        try (FileChannel file = FileChannel.open(log, WRITE, APPEND)) {
            for (int line = 0; !stopped.get(); line++) {
                file.write(ByteBuffer.wrap(("line " + line + "\n").getBytes(UTF_8)));
                LockSupport.parkNanos(50_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String at(Path path, long position, int length) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            var bytes = ByteBuffer.allocate(length);
            file.read(bytes, position);
            return new String(bytes.array(), UTF_8);
        }
    }

    @Test
    void anOlderBackupThatIsDamagedLendsNothing() throws Exception {
        Operation first = prove(service.backup(Kind.FILES, "uploads"), 2);
        Path stored = folder.resolve("repository/uploads/" + first.backupId());
        Files.write(stored.resolve("uploads.index.jsonl.zst.enc"), new byte[100]);
        Operation again = prove(service.backup(Kind.FILES, "uploads"), 2);
        assertThat(restore(again, "one", "local", Globs.NONE).problem()).isNull();

        Operation second = prove(service.backup(Kind.FILES, "images"), 2);
        Path pack = Folders.files(folder.resolve("repository/uploads/" + again.backupId())).stream()
                .filter(file -> file.toString().contains(".tar"))
                .findFirst()
                .orElseThrow();
        byte[] bad = Files.readAllBytes(pack);
        bad[bad.length / 2] ^= 1;
        Files.write(pack, bad);
        var verification = tasks().verification(ref(again), null);
        send("seda:verify-on-demand", verification);
        assertThat(service.await(verification.operation().id()).state()).isEqualTo(State.FAILED);

        Operation third = prove(service.backup(Kind.FILES, "images"), 2);

        assertThat((long) second.result().get("storedBytes")).isLessThan(10_000);
        assertThat((long) third.result().get("storedBytes")).isGreaterThan(9 << 20);
        assertThat(restore(third, "two", "local", Globs.NONE).problem()).isNull();
    }

    @Test
    void encryptedAndOpenBackupsShareNoPacks() throws Exception {
        prove(service.backup(Kind.FILES, "uploads"), 2);
        service.close();
        Map<String, String> variables = variables();
        variables.put("BACKUP_ENCRYPTION_ENABLED", "false");
        service = TestService.start(folder, variables);

        Operation open = prove(service.backup(Kind.FILES, "uploads"), 2);

        assertThat(restore(open, "open", "s3", Globs.NONE).problem()).isNull();
        assertThat(FileTrees.describe(below("open", uploads))).isEqualTo(FileTrees.describe(uploads));
    }

    @Test
    void aPackThatIsGoneMakesTheBackupsThatNeedItBad() throws Exception {
        Operation first = prove(service.backup(Kind.FILES, "uploads"), 2);
        Files.writeString(uploads.resolve("new.xlsx"), "new");
        Operation second = prove(service.backup(Kind.FILES, "uploads"), 2);
        for (Path file : Folders.files(folder.resolve("repository/uploads/" + first.backupId()))) {
            if (file.getFileName().toString().contains(".tar")) {
                Files.delete(file);
            }
        }
        var verification = tasks().verification(ref(second), null);
        send("seda:verify-on-demand", verification);

        Operation outcome = service.await(verification.operation().id());

        assertThat(outcome.state()).isEqualTo(State.FAILED);
        assertThat(outcome.problem().detail()).contains("local", "gone");
    }

    private Operation prove(Operation backup, int steps) {
        assertThat(backup.problem()).isNull();
        List<Operation> proof = Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> service.operations().stream()
                                .filter(o -> backup.id().equals(o.parentId()) && !o.isRunning())
                                .toList(),
                        ended -> ended.size() == steps);
        assertThat(proof).extracting(Operation::problem).containsOnlyNulls();
        return backup;
    }

    private Operation restore(Operation backup, String to, String repository, Globs paths) throws IOException {
        var wish = new FileRestoreRequest(
                tasks().fileRestoration(ref(backup)),
                folder.resolve(to),
                paths,
                Optional.empty(),
                Optional.of(repository));
        send("seda:restore-files", wish);
        return service.await(wish.operation().id());
    }

    private Path below(String restored, Path original) {
        return folder.resolve(restored).resolve(original.toString().substring(1));
    }

    private static BackupRef ref(Operation backup) {
        return TestService.ref(backup);
    }

    private BackupTasks tasks() {
        return service.bean("tasks", BackupTasks.class);
    }

    private void send(String route, Object wish) throws IOException {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody(route + "?waitForTaskToComplete=Never", wish);
        }
    }
}
