package co.zencap.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.SpeedResource;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each quick and each comprehensive verification sees to, and that nothing is left out for long. */
class ScheduledVerificationTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private final List<String> backups = new ArrayList<>();
    private EmbeddedS3 s3;
    private FaultyS3 proxy;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.put("BACKUP_VERIFY_DAYS", "8");
        variables.putAll(S3TestSettings.of(s3).at(proxy.endpoint()).variables());
        service = TestService.start(folder, variables);
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        proxy.close();
        s3.close();
    }

    @Test
    void eachQuickOneReadsTheNewestAndLooksAtAPartOfTheRest() throws Exception {
        backUp(4);
        verifiedDaysAgo(5);

        var looked = new ArrayList<Integer>();
        for (int run = 0; run < 4; run++) {
            verify("newest");
            looked.add(looks().size());
        }

        // Eight copies, two of them read whole with each run; the part is a quarter of all.
        assertThat(looked.get(0)).isEqualTo(2);
        assertThat(looked.get(1)).isEqualTo(4);
        assertThat(looks()).hasSize(6).allMatch(look -> look.endsWith("present"));
        assertThat(looks()).noneMatch(look -> look.startsWith(backups.get(3)));
        assertThat(unseenSinceDays(4)).isZero();
        assertThat(alerts()).isEmpty();
    }

    @Test
    void whatIsOverdueWaitsForNoTurn() throws Exception {
        backUp(3);
        verifiedDaysAgo(9);

        verify("newest");

        assertThat(unseenSinceDays(4)).isZero();
        verify("newest");
        assertThat(looks()).hasSize(4);
    }

    @Test
    void aCopyThatLooksWrongIsReadAndToldOf() throws Exception {
        backUp(2);
        verifiedDaysAgo(9);
        Path dump = stored(backups.get(0)).resolve("database.dump.zst.enc");
        try (var file = new RandomAccessFile(dump.toFile(), "rw")) {
            file.setLength(file.length() - 1);
        }

        verify("newest");

        assertThat(looks()).contains(backups.get(0) + " local wrong", backups.get(0) + " s3 present");
        assertThat(outcomes(backups.get(0), "local")).endsWith("failed");
        assertThat(alerts()).containsExactly("critical verification");
    }

    @Test
    void whatIsArchivedPassesByAndKeepsNothingFromBeingRead() throws Exception {
        backUp(2);
        String archived = backups.get(0);
        proxy.spoil(
                request -> request.get() && request.target().contains(archived),
                new Fault.Status(403, "InvalidObjectState"));
        Folders.delete(stored(archived));
        Databases.execute(
                catalog,
                "DELETE FROM zencap.backup_copies WHERE repository = 'local' AND backup_id = '" + archived + "'",
                "DELETE FROM zencap.backup_verifications WHERE backup_id = '" + archived + "'");
        verifiedDaysAgo(9);

        verify("all");

        Operation passedBy = newestVerification(archived);
        assertThat(passedBy.state()).isEqualTo(State.SUCCEEDED);
        assertThat(passedBy.result().get("s3")).asString().contains("archived, not read");
        assertThat(looks()).containsExactly(archived + " s3 archived");
        assertThat(outcomes(archived, "s3")).isEmpty();
        assertThat(outcomes(backups.get(1), "s3")).hasSize(2);
        assertThat(alerts()).isEmpty();

        long before = verifications();
        verify("all");
        assertThat(verifications()).isEqualTo(before);

        Databases.execute(catalog, "UPDATE zencap.backup_copy_looks SET archived_at = now() - interval '9 days'");
        verify("all");
        assertThat(verifications()).isEqualTo(before + 1);
    }

    @Test
    void eachWholeReadMeasuresAndASlowRepositoryIsToldOf() throws Exception {
        Databases.execute(
                source,
                "CREATE TABLE noise AS SELECT string_agg(md5(i::text || j::text), '') AS hex"
                        + " FROM generate_series(1, 60) i, generate_series(1, 1000) j GROUP BY i");
        backUp(1);
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT repository FROM zencap.repository_speed WHERE bytes > 1000000 AND bytes_per_second > 0"
                                + " AND first_byte_millis > 0 ORDER BY 1"))
                .containsExactly("local", "s3"));
        // A past in which the local disk was far faster than any is.
        Databases.execute(
                catalog,
                "UPDATE zencap.repository_speed SET bytes_per_second = 1e15 WHERE repository = 'local'",
                "INSERT INTO zencap.repository_speed (service, repository, target, backup_id, at, bytes,"
                        + " bytes_per_second, first_byte_millis) SELECT s.service, s.repository, s.target, s.backup_id,"
                        + " s.at - i * interval '1 day', s.bytes, s.bytes_per_second, s.first_byte_millis"
                        + " FROM zencap.repository_speed s, generate_series(1, 9) i");

        for (int run = 0; run < 3; run++) {
            long before = speeds();
            verify("newest");
            Awaitility.await().until(() -> speeds() == before + 2);
        }

        Awaitility.await().untilAsserted(() -> assertThat(
                        Databases.query(catalog, "SELECT level || ' ' || title FROM zencap.backup_monitoring_alerts"))
                .contains("warning Repository local has become slow"));
        assertThat(Databases.query(
                        catalog, "SELECT title FROM zencap.backup_monitoring_alerts WHERE title LIKE '%local%'"))
                .hasSize(1);
        var resource = service.bean("speedResource", SpeedResource.class);
        assertThat((List<?>) resource.list().body()).hasSize((int) speeds());
    }

    private long speeds() {
        return Long.parseLong(Databases.query(catalog, "SELECT count(*) FROM zencap.repository_speed")
                .get(0));
    }

    /** Another copy that was read lately is no reason to leave this one out. */
    @Test
    void everyCopyIsReadNotOneOfEachBackup() throws Exception {
        backUp(1);
        Databases.execute(
                catalog,
                "UPDATE zencap.backup_verifications SET ended_at = now() - interval '9 days' WHERE repository = 's3'");

        verify("all");

        assertThat(outcomes(backups.get(0), "s3")).containsExactly("passed", "passed");
    }

    private void backUp(int times) {
        for (int i = 0; i < times; i++) {
            Operation backup = service.backup();
            assertThat(service.awaitProof(backup.id()))
                    .extracting(Operation::problem)
                    .containsOnlyNulls();
            backups.add(backup.backupId());
        }
    }

    private void verify(String which) throws Exception {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody("seda:verify-scheduled?waitForTaskToComplete=Always&timeout=60000", which);
        }
    }

    private void verifiedDaysAgo(int days) {
        Databases.execute(
                catalog, "UPDATE zencap.backup_verifications SET ended_at = now() - interval '" + days + " days'");
    }

    private List<String> looks() {
        return Databases.query(
                catalog,
                "SELECT backup_id || ' ' || repository || ' ' || outcome FROM zencap.backup_copy_looks ORDER BY 1");
    }

    private List<String> outcomes(String backup, String repository) {
        return Databases.query(
                catalog,
                "SELECT outcome FROM zencap.backup_verifications WHERE backup_id = '" + backup + "' AND repository = '"
                        + repository + "' ORDER BY seq");
    }

    private int unseenSinceDays(int days) {
        return Integer.parseInt(Databases.query(
                        catalog,
                        "SELECT count(*) FROM zencap.backup_copies c WHERE NOT EXISTS (SELECT FROM"
                                + " zencap.backup_verifications v WHERE v.backup_id = c.backup_id AND v.repository ="
                                + " c.repository AND v.ended_at > now() - interval '" + days + " days') AND NOT EXISTS"
                                + " (SELECT FROM zencap.backup_copy_looks l WHERE l.backup_id = c.backup_id AND"
                                + " l.repository = c.repository)")
                .get(0));
    }

    private List<String> alerts() {
        return Databases.query(catalog, "SELECT level || ' ' || component FROM zencap.backup_monitoring_alerts");
    }

    private long verifications() {
        return service.operations().stream()
                .filter(operation -> operation.kind() == Kind.VERIFICATION)
                .count();
    }

    private Operation newestVerification(String backup) {
        return service.operations().stream()
                .filter(o -> o.kind() == Kind.VERIFICATION && backup.equals(o.backupId()))
                .findFirst()
                .orElseThrow();
    }

    private Path stored(String backup) {
        return folder.resolve("repository/" + service.settings().target() + "/" + backup);
    }
}
