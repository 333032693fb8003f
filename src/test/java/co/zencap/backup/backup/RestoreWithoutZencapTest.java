package co.zencap.backup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FileTrees;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.PythonScripts;
import co.zencap.backup.testing.PythonScripts.Ended;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/restore-without-zencap.md says is done, on a fresh backup in an S3 bucket, with nothing but the two scripts, the
 * key and PostgreSQL's programs. The comparisons are SQL and a walk of folders, none of this program's own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreWithoutZencapTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String ROLES = "without";
    private static final String RESTORE = "restore-without-zencap.py";
    private static final String FETCH = "fetch-from-s3.py";
    private static final int SEGMENT = 1 << 20;

    @TempDir
    static Path folder;

    private final S3TestSettings s3 = S3TestSettings.onEmbeddedS3();
    private PythonScripts python;
    private final List<PostgresUrl> databases = new ArrayList<>();
    private PostgresUrl source;
    private TestService service;
    private Path uploads;
    private Path fetched;
    private String target;
    private String first;
    private String id;

    @BeforeAll
    void backUpAndLoseEverythingButTheBucket() throws Exception {
        python = PythonScripts.find();
        source = database();
        HardCases.fill(source, ROLES);
        Databases.execute(
                source,
                "CREATE TABLE noise AS SELECT i, decode(string_agg(md5(random()::text || j), ''), 'hex') AS bytes"
                        + " FROM generate_series(1, 2000) i, generate_series(1, 128) j GROUP BY i");
        uploads = FileTrees.uploads(folder.resolve("srv/uploads"));
        decorate(uploads);
        var variables = new HashMap<String, String>(s3.variables());
        variables.put("BACKUP_S3_PREFIX", "some/where");
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        service = TestService.start(folder, variables);
        target = service.settings().fullTarget().value();
        first = backUp();
        Files.writeString(uploads.resolve("new"), "since the first backup");
        id = backUp();
        service.close();
        Folders.delete(folder.resolve("repository"));
        fetched = folder.resolve("fetched");
        succeeds(FETCH, "s3://" + s3.bucket() + "/some/where", fetched.toString());
    }

    @AfterAll
    void dropRoles() {
        HardCases.dropRoles(ROLES, databases.toArray(PostgresUrl[]::new));
    }

    private static void decorate(Path uploads) throws IOException {
        Files.createLink(uploads.resolve("same"), uploads.resolve("large.xlsx"));
        Files.createFile(uploads.resolve("empty"));
        Files.createSymbolicLink(uploads.resolve("nowhere"), Path.of("/no/such/place"));
        Path zeros = Files.createFile(uploads.resolve("zeros"));
        try (var file = new RandomAccessFile(zeros.toFile(), "rw")) {
            file.setLength(5 << 20);
        }
        Path locked = Files.createDirectories(uploads.resolve("locked"));
        Path inside = Files.writeString(locked.resolve("inside"), "read only");
        Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("r--r-----"));
        Files.setLastModifiedTime(inside, FileTime.from(Instant.parse("1969-07-20T20:17:40.123456789Z")));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-x---"));
    }

    private PostgresUrl database() {
        PostgresUrl database = TestCluster.createDatabase();
        databases.add(database);
        return database;
    }

    private String backUp() {
        Operation backup = service.backup(Kind.FULL, target);
        assertThat(backup.problem()).isNull();
        assertThat(service.awaitProof(backup.id())).allMatch(o -> o.problem() == null);
        return backup.backupId();
    }

    private Map<String, String> environment(String key, URI endpoint) {
        return Map.of(
                "BACKUP_ENCRYPTION_KEY", key,
                "AWS_ENDPOINT_URL", endpoint.toString(),
                "AWS_ACCESS_KEY_ID", s3.accessKey(),
                "AWS_SECRET_ACCESS_KEY", s3.secretKey());
    }

    private String succeeds(String script, String... arguments) throws Exception {
        Ended ended = python.run(environment(KEY, s3.endpoint()), script, arguments);
        assertThat(ended.err()).doesNotContain("NOT ", "Traceback");
        assertThat(ended.status()).isZero();
        return ended.out();
    }

    private void isRefused(String because, String... arguments) throws Exception {
        isRefusedWith(KEY, because, arguments);
    }

    private void isRefusedWith(String key, String because, String... arguments) throws Exception {
        Ended ended = python.run(environment(key, s3.endpoint()), RESTORE, arguments);
        assertThat(ended.err()).contains("NOT RESTORED: ", because).doesNotContain("Traceback");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void backupsAreListedFromTheirManifests() throws Exception {
        String list = succeeds(RESTORE, "list", fetched.toString());

        assertThat(list.lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith(target + "  ") && line.contains("  full  "))
                .anyMatch(line -> line.contains(first))
                .anyMatch(line -> line.contains(id) && line.contains("database.dump.zst.enc"));
    }

    @Test
    void theDatabaseComesBackThroughAPipe() throws Exception {
        PostgresUrl restored = database();

        restore(fetched, restored, 0);

        assertThat(content(restored)).hasSizeGreaterThan(10).isEqualTo(content(source));
    }

    @Test
    void theDumpAndTheRolesComeBackAsFiles() throws Exception {
        Path dump = folder.resolve("shop.dump");

        succeeds(RESTORE, "get", fetched.toString(), target, id, "database", dump.toString());
        String globals = succeeds(RESTORE, "get", fetched.toString(), target, id, "globals.sql.zst.enc", "-");

        Process list = new ProcessBuilder(pgRestore(), "--list", dump.toString()).start();
        assertThat(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("TABLE DATA public noise");
        assertThat(list.waitFor()).isZero();
        assertThat(globals).contains("CREATE ROLE clerk_" + ROLES);
    }

    @Test
    void filesComeBackWithModesTimesAndLinks() throws Exception {
        Path restored = folder.resolve("restored");

        succeeds(RESTORE, "files", fetched.toString(), target, id, "uploads", restored.toString());

        assertThat(FileTrees.describe(restored.resolve("" + uploads.getRoot().relativize(uploads))))
                .hasSizeGreaterThan(9)
                .isEqualTo(FileTrees.describe(uploads));
        isRefused("FileExistsError", "files", fetched.toString(), target, id, "uploads", restored.toString());
    }

    /** The newest backup borrows packs; what it needs is all that has to be fetched. */
    @Test
    void whatABackupNeedsIsEnoughOfTheBucket() throws Exception {
        String needed = succeeds(RESTORE, "needs", fetched.toString(), target, id);
        assertThat(needed).contains(target + "/" + first + "/uploads-", target + "/" + first + "/key.json");
        Path part = folder.resolve("part");
        var arguments = Stream.concat(
                Stream.of("s3://" + s3.bucket() + "/some/where", part.toString(), target + "/" + id + "/manifest.json"),
                needed.lines());

        succeeds(FETCH, arguments.toArray(String[]::new));

        succeeds(
                RESTORE,
                "files",
                part.toString(),
                target,
                id,
                "uploads",
                folder.resolve("of-part").toString());
        assertThat(FileTrees.describe(
                        folder.resolve("of-part").resolve("" + uploads.getRoot().relativize(uploads))))
                .isEqualTo(FileTrees.describe(uploads));
        assertThat(part.resolve(target).resolve(first).resolve("manifest.json")).doesNotExist();
    }

    @Test
    void aBucketIsFetchedAlthoughAnswersBreakOffAndFail() throws Exception {
        Path patient = folder.resolve("patient");
        try (var faulty = FaultyS3.before(s3.endpoint())) {
            faulty.spoil(1, request -> request.target().contains("list-type"), new Fault.Status(503, "SlowDown"));
            faulty.spoil(2, request -> request.of("database.dump.zst.enc"), new Fault.Truncate(100_000));
            faulty.spoil(1, request -> request.of("key.json"), new Fault.Reset());

            Ended ended = python.run(
                    environment(KEY, faulty.endpoint()),
                    FETCH,
                    "s3://" + s3.bucket() + "/some/where",
                    patient.toString());

            assertThat(ended.err()).isEmpty();
            assertThat(ended.status()).isZero();
            assertThat(faulty.requests()).anyMatch(request -> request.has("range"));
        }
        for (Path file : Folders.files(fetched)) {
            assertThat(patient.resolve("" + fetched.relativize(file))).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void wrongCredentialsAreSaid() throws Exception {
        var environment = new HashMap<>(environment(KEY, s3.endpoint()));
        environment.put("AWS_SECRET_ACCESS_KEY", "wrong");

        Ended ended = python.run(
                environment,
                FETCH,
                "s3://" + s3.bucket(),
                folder.resolve("none").toString());

        assertThat(ended.err()).contains("NOT FETCHED", "403", "HINT: see AWS_ACCESS_KEY_ID");
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        String wrong = "f".repeat(63) + "0";

        isRefusedWith(wrong, "is not the one that signed it", "get", fetched.toString(), target, id, "database", "-");
        isRefusedWith(wrong, "2 backups are not to be trusted", "list", fetched.toString());
        isRefusedWith("", "is encrypted, and no key was given", "get", fetched.toString(), target, id, "database", "-");
        isRefusedWith("abc", "The key is not 64 hexadecimal digits", "list", fetched.toString());
    }

    @Test
    void aChangedByteIsRefusedAndRestoresNothing() throws Exception {
        Path copy = copy();
        PostgresUrl restored = database();
        change(copy, "database.dump.zst.enc", 3 * SEGMENT + 4711);

        restore(copy, restored, 1);

        assertThat(content(restored)).isEmpty();
        Path dump = folder.resolve("changed.dump");
        isRefused("Segment 3 of ", "get", copy.toString(), target, id, "database", dump.toString());
        assertThat(dump).doesNotExist();
    }

    @Test
    void aTruncatedDumpIsRefusedWhereverItEnds() throws Exception {
        Path copy = copy();
        Path dump = copy.resolve(target).resolve(id).resolve("database.dump.zst.enc");
        long size = Files.size(dump);
        for (long end : List.of(size - 1, 2L * SEGMENT + 17, 2L * SEGMENT, (long) SEGMENT, 41L, 40L, 7L, 0L)) {
            try (var file = new RandomAccessFile(dump.toFile(), "rw")) {
                file.setLength(end);
            }
            String because = end < 40 ? "is cut off" : "does not authenticate";

            isRefused(because, "get", copy.toString(), target, id, "database", "" + folder.resolve("truncated.dump"));
        }
    }

    @Test
    void reorderedDoubledAndAppendedSegmentsAreRefused() throws Exception {
        Path copy = copy();
        Path dump = copy.resolve(target).resolve(id).resolve("database.dump.zst.enc");
        byte[] good = Files.readAllBytes(dump);
        byte[] swapped = good.clone();
        System.arraycopy(good, SEGMENT, swapped, 2 * SEGMENT, SEGMENT);
        System.arraycopy(good, 2 * SEGMENT, swapped, SEGMENT, SEGMENT);
        byte[] doubled = good.clone();
        System.arraycopy(good, SEGMENT, doubled, 2 * SEGMENT, SEGMENT);
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        for (byte[] bad : List.of(swapped, doubled, longer)) {
            Files.write(dump, bad);
            isRefused("does not authenticate", "get", copy.toString(), target, id, "database", dump + ".out");
        }
    }

    @Test
    void whatIsAnotherBackupsOrArtifactsIsRefused() throws Exception {
        Path copy = copy();
        Path mine = copy.resolve(target).resolve(id);
        Path other = copy.resolve(target).resolve(first);
        Files.copy(
                mine.resolve("globals.sql.zst.enc"),
                mine.resolve("structure.jsonl.zst.enc"),
                StandardCopyOption.REPLACE_EXISTING);
        isRefused("does not authenticate", "get", copy.toString(), target, id, "structure", "-");
        Files.copy(other.resolve("key.json"), mine.resolve("key.json"), StandardCopyOption.REPLACE_EXISTING);
        isRefused("does not open", "get", copy.toString(), target, id, "globals", "-");
        Files.copy(other.resolve("manifest.json"), mine.resolve("manifest.json"), StandardCopyOption.REPLACE_EXISTING);
        isRefused("is another backup's manifest", "get", copy.toString(), target, id, "globals", "-");
        String forged = Files.readString(other.resolve("manifest.json")).replace("full", "Full");
        Files.writeString(other.resolve("manifest.json"), forged);
        isRefused("was changed", "get", copy.toString(), target, first, "globals", "-");
        Files.writeString(other.resolve("manifest.json"), forged.replaceAll(",\\s+\"hmac\".*", "}"));
        isRefused("is not signed", "get", copy.toString(), target, first, "globals", "-");
    }

    @Test
    void aChangedPackRestoresNoFileOfIt() throws Exception {
        Path copy = copy();
        Path restored = folder.resolve("of-changed-pack");
        Path pack = Folders.files(copy.resolve(target).resolve(first)).stream()
                .filter(file -> file.getFileName().toString().matches("uploads-.*"))
                .max(Comparator.comparing(file -> file.toFile().length()))
                .orElseThrow();
        change(pack, Files.size(pack) - 20);

        isRefused("does not authenticate", "files", copy.toString(), target, id, "uploads", restored.toString());

        Path there = restored.resolve("" + uploads.getRoot().relativize(uploads));
        byte[] good = Files.readAllBytes(uploads.resolve("large.xlsx"));
        byte[] found = Files.notExists(there.resolve("large.xlsx"))
                ? new byte[0]
                : Files.readAllBytes(there.resolve("large.xlsx"));
        assertThat(found).isNotEqualTo(good);
        for (int i = 0; i < found.length; i++) {
            if (found[i] != good[i] && found[i] != 0) {
                fail("byte " + i + " is neither as it was nor missing");
            }
        }
        assertThat(there.resolve("link")).doesNotExist();
    }

    /** Nothing but the manifest's checksums stands for such a backup; they find damage. */
    @Test
    void aBackupWithoutEncryptionComesBackWithoutAKey() throws Exception {
        Path home = folder.resolve("plain");
        PostgresUrl small = database();
        Databases.fill(small);
        String backup;
        try (TestService plain = TestService.start(
                home,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(small),
                        "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_ENCRYPTION_ENABLED", "false",
                        "BACKUP_ENCRYPTION_KEY", "",
                        "BACKUP_TEST_AFTER_BACKUP", "false"))) {
            Operation made = plain.backup();
            assertThat(made.problem()).isNull();
            backup = made.target() + " " + made.backupId();
        }
        String repository = home.resolve("repository").toString();
        String[] place = backup.split(" ");
        Map<String, String> noKey = environment("", s3.endpoint());
        Path dump = home.resolve("plain.dump");

        Ended got = python.run(noKey, RESTORE, "get", repository, place[0], place[1], "database", dump.toString());

        assertThat(got.status()).isZero();
        assertThat(got.err()).contains("NOT encrypted");
        assertThat(dump).isNotEmptyFile();
        isRefused("is not signed", "get", repository, place[0], place[1], "database", dump.toString());
        Path stored =
                home.resolve("repository").resolve(place[0]).resolve(place[1]).resolve("database.dump.zst");
        change(stored, 4); // the frame's header; what follows is as it was
        isRefusedWith("", "", "get", repository, place[0], place[1], "database", dump.toString());
    }

    private Path copy() throws IOException {
        Path copy = Files.createTempDirectory(folder, "copy-");
        for (Path file : Folders.files(fetched)) {
            Path place = copy.resolve("" + fetched.relativize(file));
            Files.createDirectories(place.getParent());
            Files.copy(file, place);
        }
        return copy;
    }

    private void change(Path repository, String artifact, long at) throws IOException {
        change(repository.resolve(target).resolve(id).resolve(artifact), at);
    }

    private static void change(Path stored, long at) throws IOException {
        try (var file = new RandomAccessFile(stored.toFile(), "rw")) {
            file.seek(at);
            int there = file.read();
            file.seek(at);
            file.write(there ^ 1);
        }
    }

    /** As the page says: from one program into the other, all or nothing. */
    private void restore(Path repository, PostgresUrl database, int expected) throws Exception {
        Path err = folder.resolve("pipe.err");
        var environment = new HashMap<String, String>(database.childEnvironment(null));
        environment.put("PGPASSWORD", database.password().orElse(""));
        environment.putAll(environment(KEY, s3.endpoint()));
        var get = python.process(environment, RESTORE, "get", "" + repository, target, id, "database", "-")
                .redirectError(err.toFile());
        var restore = new ProcessBuilder(
                        pgRestore(), "--single-transaction", "--no-tablespaces", "-d", database.database())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(expected == 0 ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.DISCARD);
        restore.environment().putAll(environment);
        List<Process> pipe = ProcessBuilder.startPipeline(List.of(get, restore));
        assertThat(pipe.get(1).waitFor()).isEqualTo(expected);
        assertThat(pipe.get(0).waitFor()).isEqualTo(expected);
        assertThat(Files.readString(err)).doesNotContain("Traceback");
    }

    private static String pgRestore() throws IOException {
        return ClientTools.locate(Optional.empty(), 15).pgRestore().toString();
    }

    /** A line for each table, large object and sequence. */
    private static List<String> content(PostgresUrl database) {
        var content = new ArrayList<String>();
        for (String table : Databases.query(
                database,
                "SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text"
                        + " !~ '^(pg_|information_schema)' ORDER BY oid::regclass::text COLLATE \"C\"")) {
            content.addAll(Databases.query(
                    database,
                    "SELECT '" + table.replace("'", "''") + " ' || count(*) || ' '"
                            + " || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\"), ''))"
                            + " FROM ONLY " + table + " t"));
        }
        content.addAll(Databases.query(
                database,
                "SELECT loid || ' ' || md5(string_agg(data, '' ORDER BY pageno)) FROM pg_largeobject GROUP BY loid"
                        + " ORDER BY loid"));
        content.addAll(Databases.query(
                database, "SELECT schemaname || sequencename || ' ' || last_value FROM pg_sequences ORDER BY 1"));
        return content;
    }
}
