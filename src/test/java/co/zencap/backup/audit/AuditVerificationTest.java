package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.api.ApiProblem;
import co.zencap.backup.api.AuditResource;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.audit.AuditVerification.Part;
import co.zencap.backup.audit.AuditVerification.Report;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody who owns the catalog's database changes the trail: each way of it is found, here or in the repository. */
class AuditVerificationTest {
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));
    private static final String DISABLED = "ALTER TABLE zencap.backup_audit DISABLE TRIGGER ALL";
    private static final String ENABLED = "ALTER TABLE zencap.backup_audit ENABLE TRIGGER ALL";

    @TempDir
    Path folder;

    private PostgresUrl catalog;
    private TestService service;
    private AuditResource audit;

    @BeforeEach
    void start() throws Exception {
        catalog = TestCluster.createDatabase();
        service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL", Databases.text(catalog)));
        audit = service.bean("auditResource", AuditResource.class);
        write(1, 10);
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
    }

    @Test
    void aTrailThatNobodyTouchedIsWholeInAllPlaces() {
        assertThat(export().rows()).isEqualTo(10);
        write(11, 15);
        assertThat(export().rows()).isEqualTo(5);
        assertThat(export().rows()).isZero();

        Report report = verification().run();

        assertThat(report.intact()).isTrue();
        assertThat(report.parts()).extracting(Part::place).containsExactly("catalog", "local");
        assertThat(report.parts()).extracting(Part::last).containsExactly(15L, 15L);
        assertThat(report.parts())
                .extracting(Part::head)
                .containsOnly(report.parts().get(0).head());
        assertThat(report.notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE zencap.backup_audit SET actor = 'nobody' WHERE seq = 5 | 5 | was changed",
                "UPDATE zencap.backup_audit SET detail = 'x' WHERE seq = 5 | 5 | was changed",
                "UPDATE zencap.backup_audit SET source = NULL, outcome = NULL, detail = NULL WHERE seq = 5 | 5 | was changed",
                "UPDATE zencap.backup_audit a SET actor = 'nobody', hash = h.hash FROM (SELECT repeat('a', 64) AS hash) h WHERE seq = 5 | 5 | was changed",
                "DELETE FROM zencap.backup_audit WHERE seq = 5 | 5 | is missing",
                "DELETE FROM zencap.backup_audit WHERE seq BETWEEN 4 AND 6 | 4 | are missing",
                "DELETE FROM zencap.backup_audit WHERE seq = 1 | 1 | is missing",
                "UPDATE zencap.backup_audit SET seq = seq + 100 WHERE seq = 5 | 5 | is missing"
            })
    void whatIsChangedOrRemovedIsFoundWithoutARepository(String how, long where, String words) {
        Databases.execute(catalog, DISABLED, how, ENABLED);

        Report report = verification().run();

        assertThat(report.intact()).isFalse();
        assertThat(report.firstBroken()).isEqualTo(where);
        assertThat(report.parts().get(0).problems().toString()).contains(words);
    }

    /** Whoever owns the database can have it make hashes as they like: the check must not ask the database for them. */
    @Test
    void aDatabaseThatLiesAboutHashesIsNotAsked() {
        Databases.execute(
                catalog,
                DISABLED,
                "UPDATE zencap.backup_audit SET actor = 'nobody' WHERE seq = 5",
                "CREATE OR REPLACE FUNCTION zencap.backup_audit_hash(entry zencap.backup_audit) RETURNS text LANGUAGE sql"
                        + " AS $$ SELECT entry.hash $$",
                ENABLED);

        assertThat(audit.trail().chain().intact()).isTrue(); // as the database sees it
        assertThat(verification().run().firstBroken()).isEqualTo(5);
    }

    @Test
    void aRowThatIsInsertedIsFound() {
        Databases.execute(
                catalog,
                DISABLED,
                "UPDATE zencap.backup_audit SET seq = seq + 1000 WHERE seq > 5",
                "INSERT INTO zencap.backup_audit SELECT 6, 'forged', at, 'anna', action, target, repository, backup_id,"
                        + " operation_id, bytes, reason, hash, repeat('a', 64), source, outcome, detail"
                        + " FROM zencap.backup_audit WHERE seq = 5",
                "UPDATE zencap.backup_audit SET seq = seq - 999 WHERE seq > 1000",
                "UPDATE zencap.backup_audit SET hash = zencap.backup_audit_hash(backup_audit) WHERE seq = 6",
                ENABLED);

        Report report = verification().run();

        assertThat(report.firstBroken()).isEqualTo(7);
        assertThat(report.parts().get(0).problems().toString()).contains("does not follow the one before it");
    }

    /** Nothing in the catalog tells of an end that is not there: only what was exported does. */
    @Test
    void aCutOffEndIsFoundByWhatWasExported() {
        export();
        Databases.execute(catalog, DISABLED, "DELETE FROM zencap.backup_audit WHERE seq > 7", ENABLED);

        assertThat(audit.trail().chain().intact()).isTrue();
        Report report = verification().run();

        assertThat(report.intact()).isFalse();
        assertThat(report.firstBroken()).isEqualTo(8);
        assertThat(report.parts().get(0).problems().toString())
                .contains("Entries 8 to 10, which local has, are not in the catalog: the trail's end was cut off.");
        assertThat(export().problems().toString()).contains("cut off");

        write(20, 25); // and written over
        assertThat(verification().run().parts().get(0).problems().toString())
                .contains("Entry 10 is not the one that was exported to local.");
        assertThat(export().problems().toString()).contains("written anew");
    }

    /** With the rights of an owner all hashes can be made anew, so that they fit. */
    @Test
    void aTrailThatWasWrittenAnewFromTheBeginningIsFoundByWhatWasExported() {
        export();
        rewrite();

        assertThat(audit.trail().chain().intact()).isTrue();
        Report report = verification().run();

        assertThat(report.intact()).isFalse();
        assertThat(report.parts().get(0).problems())
                .containsExactly("Entry 10 is not the one that was exported to local.");
    }

    @Test
    void peopleAreToldWhenTheTrailWasChanged() throws Exception {
        export();
        rewrite();

        audit.export().watch().forEach(seen -> service.send("direct:sightings", seen));

        assertThat(Databases.query(
                        catalog,
                        "SELECT level || ' ' || component || ' ' || title FROM zencap.backup_monitoring_alerts"
                                + " WHERE resolved_at IS NULL"))
                .containsExactly("critical audit The audit trail was changed");
    }

    @Test
    void whatWasExportedIsVerifiedWithoutTheCatalogAndTheService() throws Exception {
        export();
        write(11, 12);
        export();
        String name = service.settings().target().value();
        service.close();

        Report report = alone(name, KEY);

        assertThat(report.intact()).isTrue();
        assertThat(report.parts().get(1).last()).isEqualTo(12);
        assertThat(alone(name, Optional.of(MasterKey.parse("fedcba9876543210".repeat(4))))
                        .parts()
                        .get(1)
                        .problems()
                        .toString())
                .contains("was not signed with key");
        assertThat(alone("another", KEY).notes().toString()).contains("has nothing of the trail yet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"actor\":\"anna\" | \"actor\":\"nobody\" | was changed",
                "\"to\":10 | \"to\":9 | not signed with key",
                "\"from\":1, | \"from\":2, | not signed with key",
                "\"service\":\" | \"service\":\"x | not signed with key",
                "\"signature\":\" | \"signature\":\"AA | not signed with key",
                "\"signature\":\" | \"other\":\" | is not signed",
                "\"seal\":1 | \"seal\":2 | no seal that this program knows",
                "{\"seal\" | {\"seal\"{ | not readable",
                "\"at\": | \"ta\": | no seal that this program knows"
            },
            quoteCharacter = '\'')
    void aFileThatWasChangedIsFound(String was, String is, String words) throws Exception {
        export();
        Path file = exported().get(0);
        String text = Files.readString(file);
        assertThat(text).contains(was.strip());
        Files.writeString(file, text.replace(was.strip(), is.strip()));

        Report report = verification().run();

        assertThat(report.intact()).isFalse();
        assertThat(report.parts().get(1).problems().toString()).contains(words);
    }

    /** A file that can be read and not verified is no repository that is away. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"actor\":\"anna\" | \"actor\":\"nobody\" | was changed",
                "\"signature\":\" | \"other\":\" | is not signed",
                "\"signature\":\" | \"signature\":\"AA | not signed with key",
                "[^\\n]+ | '' | holds nothing but line ends",
                "[\\s\\S]+ | '' | not readable",
                "[^\\n]+\\n$ | '' | has no seal"
            })
    void peopleAreToldOfAnExportedFileThatCannotBeVerified(String was, String is, String words) throws Exception {
        export();
        Path file = exported().get(0);
        Files.writeString(file, Files.readString(file).replaceAll(was.strip(), is.strip()));
        write(11, 12);

        AuditExport.Outcome outcome = export();

        assertThat(outcome.away()).isEmpty();
        assertThat(outcome.problems()).singleElement().asString().contains("In local", words);
        assertThat(exported()).hasSize(1);
        watch();
        assertThat(open()).containsExactly("critical audit The audit trail was changed");
    }

    @Test
    void aRepositoryThatIsAwayEndsNoAlert() throws Exception {
        export();
        Path file = exported().get(0);
        byte[] content = Files.readAllBytes(file);
        Files.writeString(file, "\n\n");
        watch();
        Path repository = folder.resolve("repository/_audit");
        Path aside = Files.move(repository, folder.resolve("aside"));
        Files.writeString(repository, "no folder");
        assertThat(export().away()).hasSize(1);

        watch();
        assertThat(open()).hasSize(1);

        Files.delete(repository);
        Files.move(aside, repository);
        Files.write(file, content);
        watch();
        assertThat(open()).isEmpty();
    }

    /** Looking at it does not hash all of it each time, and misses nothing of what is new. */
    @Test
    void aListHashesWhatIsNewAndNowAndThenTheWholeTrail() {
        var clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
        var known = new KnownChain(audit.trail(), clock);
        assertThat(known.look()).isEqualTo(audit.trail().chain());
        write(11, 15);
        assertThat(known.look()).isEqualTo(audit.trail().chain());
        assertThat(known.look().rows()).isEqualTo(15);

        change("actor = 'nobody' WHERE seq = 5");
        assertThat(known.look().intact()).isTrue();
        clock.advance(KnownChain.WHOLE_AGAIN.minusSeconds(1));
        assertThat(known.look().intact()).isTrue();
        clock.advance(Duration.ofSeconds(1));

        assertThat(known.look().firstBroken()).isEqualTo(5);
    }

    @Test
    void aListFindsAtOnceThatTheEndWasChangedOrCutOff() {
        for (String how : List.of(
                "UPDATE zencap.backup_audit SET actor = 'x' WHERE seq = 12",
                "DELETE FROM zencap.backup_audit WHERE seq = 11")) {
            Databases.execute(catalog, DISABLED, "DELETE FROM zencap.backup_audit WHERE seq > 10", ENABLED);
            var known = new KnownChain(audit.trail(), Clock.systemUTC());
            assertThat(known.look().rows()).isEqualTo(10);
            write(11, 12);
            Databases.execute(catalog, DISABLED, how, ENABLED);

            assertThat(known.look()).as(how).isEqualTo(audit.trail().chain());
            assertThat(known.look().intact()).as(how).isFalse();
        }
        Databases.execute(catalog, DISABLED, "DELETE FROM zencap.backup_audit WHERE seq > 10", ENABLED);
        var known = new KnownChain(audit.trail(), Clock.systemUTC());
        known.look();
        Databases.execute(catalog, DISABLED, "DELETE FROM zencap.backup_audit WHERE seq = 10", ENABLED);
        assertThat(known.look().rows()).isEqualTo(9);
    }

    @Test
    void whoAsksForAVerificationAgainSoonIsToldTheSame() {
        var clock = new MovableClock(Instant.parse("2026-11-26T03:00:00Z"));
        var latest = new LatestVerification(
                new AuditVerification(Optional.of(audit.trail()), List.of(), KEY, "shop", clock), clock);
        Report first = latest.ask().orElseThrow();
        change("actor = 'nobody' WHERE seq = 5");

        clock.advance(LatestVerification.AGAIN.minusSeconds(1));
        assertThat(latest.ask()).containsSame(first);
        clock.advance(Duration.ofSeconds(1));
        assertThat(latest.ask().orElseThrow().intact()).isFalse();
    }

    @Test
    void onlyOneVerificationRunsAtATime() throws Exception {
        var threads = Executors.newSingleThreadExecutor();
        try (var lock = Databases.connect(catalog);
                var sql = lock.createStatement()) {
            lock.setAutoCommit(false);
            sql.execute("LOCK TABLE zencap.backup_audit IN ACCESS EXCLUSIVE MODE");
            var running = threads.submit(() -> audit.verification().ask());
            Awaitility.await().until(() -> !Databases.query(
                            catalog,
                            "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'zencap.backup_audit'::regclass")
                    .isEmpty());

            assertThatThrownBy(() -> audit.verify())
                    .isInstanceOfSatisfying(
                            ApiProblem.class, e -> assertThat(e.status()).isEqualTo(409));

            lock.rollback();
            assertThat(running.get().orElseThrow().intact()).isTrue();
        } finally {
            threads.shutdown();
        }
    }

    private void change(String what) {
        Databases.execute(catalog, DISABLED, "UPDATE zencap.backup_audit SET " + what, ENABLED);
    }

    private AuditVerification verification() {
        return audit.verification().verification();
    }

    private void watch() {
        audit.export().watch().forEach(seen -> service.send("direct:sightings", seen));
    }

    private List<String> open() {
        return Databases.query(
                catalog,
                "SELECT level || ' ' || component || ' ' || title FROM zencap.backup_monitoring_alerts"
                        + " WHERE resolved_at IS NULL");
    }

    @Test
    void aFileThatWasRemovedOrMovedIsFound() throws Exception {
        export();
        write(11, 12);
        export();
        write(13, 14);
        export();
        Path middle = exported().get(1);
        byte[] content = Files.readAllBytes(middle);
        Files.delete(middle);
        assertThat(verification().run().parts().get(1).problems().toString()).contains("entries 11 to 12 are missing");

        Files.write(middle.resolveSibling("000000000011-000000000099.jsonl"), content);
        assertThat(verification().run().parts().get(1).problems().toString()).contains("lies in another one's place");
    }

    @Test
    void nodesThatWriteAndExportAtTheSameTimeMakeOneChain() throws Exception {
        String name = service.settings().target().value();
        var other = new AuditExport(
                audit.trail(),
                List.of(new LocalRepository(folder.resolve("repository"))),
                KEY,
                name,
                Clock.systemUTC());
        var threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int first = 100 + i * 5;
                work.add(() -> {
                    write(first, first + 4);
                    return null;
                });
                work.add(i % 2 == 0 ? this::export : other::run);
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
        export();

        Report report = verification().run();

        assertThat(report.parts())
                .allSatisfy(part -> assertThat(part.problems()).isEmpty());
        assertThat(report.parts()).extracting(Part::last).containsOnly(210L);
        assertThat(Folders.files(folder.resolve("work")).stream()
                        .filter(file -> file.getFileName().toString().startsWith("catalog-journal"))
                        .allMatch(file -> file.toFile().length() == 0))
                .isTrue();
    }

    /** A catalog that was lost and made anew begins another trail: the one before stays, and is told of. */
    @Test
    void aCatalogThatWasMadeAnewBeginsAnotherTrail() throws Exception {
        export();
        Databases.execute(catalog, "DROP SCHEMA zencap CASCADE");
        service.bean("catalog", Catalog.class).migrate();
        write(1, 3);

        assertThat(export().problems()).isEmpty();
        Report report = verification().run();

        assertThat(report.intact()).isTrue();
        assertThat(report.notes().toString()).contains("has an earlier trail", "of 10 entries");
        assertThat(report.parts()).extracting(Part::last).containsExactly(3L, 3L);
    }

    @Test
    void theDatabasesRoleCanNeitherChangeNorRemoveARow() {
        for (String how : List.of(
                "UPDATE zencap.backup_audit SET actor = 'x'",
                "DELETE FROM zencap.backup_audit",
                "TRUNCATE zencap.backup_audit",
                "UPDATE zencap.backup_audit_trail SET id = gen_random_uuid()",
                "DELETE FROM zencap.backup_audit_trail")) {
            assertThatThrownBy(() -> Databases.execute(catalog, how)).as(how).hasStackTraceContaining("append-only");
        }
    }

    @Test
    void whileTheCatalogIsAwayEntriesWaitInTheirOrder() throws Exception {
        Databases.execute(catalog, "ALTER TABLE zencap.backup_audit RENAME TO backup_audit_away");
        write(30, 34);
        Databases.execute(catalog, "ALTER TABLE zencap.backup_audit_away RENAME TO backup_audit");

        Awaitility.await().until(() -> Databases.query(
                        catalog, "SELECT reason FROM zencap.backup_audit WHERE seq > 10 ORDER BY seq")
                .equals(List.of("entry 30", "entry 31", "entry 32", "entry 33", "entry 34")));
        assertThat(verification().run().intact()).isTrue();
    }

    private Report alone(String name, Optional<MasterKey> key) throws IOException {
        return new AuditVerification(
                        Optional.empty(),
                        List.of(new LocalRepository(folder.resolve("repository"))),
                        key,
                        name,
                        Clock.systemUTC())
                .run();
    }

    private AuditExport.Outcome export() {
        return audit.export().run();
    }

    /** As whoever owns the database could: another actor, and all hashes made to fit. */
    private void rewrite() {
        Databases.execute(
                catalog,
                DISABLED,
                "UPDATE zencap.backup_audit SET actor = 'nobody' WHERE seq = 3",
                """
                DO $$ DECLARE r zencap.backup_audit; last text := repeat('0', 64); BEGIN
                    FOR r IN SELECT * FROM zencap.backup_audit ORDER BY seq LOOP
                        r.previous_hash := last;
                        last := zencap.backup_audit_hash(r);
                        UPDATE zencap.backup_audit SET previous_hash = r.previous_hash, hash = last WHERE seq = r.seq;
                    END LOOP;
                END $$""",
                ENABLED);
    }

    private List<Path> exported() throws IOException {
        return Folders.files(folder.resolve("repository/_audit")).stream()
                .sorted()
                .toList();
    }

    private void write(int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> service.send(
                        "direct:record-in-catalog",
                        AuditEntry.of("anna", Action.SIGN_IN, "192.0.2.7", Outcome.DONE, "entry " + i)
                                .at(Clock.systemUTC().instant())));
    }
}
