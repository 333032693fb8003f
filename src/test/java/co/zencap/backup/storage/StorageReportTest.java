package co.zencap.backup.storage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a local repository and a bucket, each with one backup. */
class StorageReportTest {
    @TempDir
    Path folder;

    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private EmbeddedS3 s3;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        Databases.fill(source);
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        Path config = Files.createDirectories(folder.resolve("home/config"));
        Files.writeString(
                config.resolve("storage-prices.yaml"),
                "storagePrices: {STANDARD: {perGbMonth: 1000}, LOCAL: {perGbMonth: 0}}");
        service = TestService.start(folder, variables());
        service.awaitProof(service.backup().id());
    }

    private Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        variables.putAll(S3TestSettings.of(s3).variables());
        variables.put("BACKUP_STORAGE_CURRENCY", "EUR");
        return variables;
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        s3.close();
    }

    @Test
    void everyByteIsCountedAndPriced() throws Exception {
        JsonNode report = report();
        long stored = 0;
        for (Path file : Folders.files(folder.resolve("repository/" + source.database()))) {
            stored += Files.size(file);
        }

        assertThat(report.path("currency").asText()).isEqualTo("EUR");
        JsonNode local = report.path("repositories").path(0);
        JsonNode bucket = report.path("repositories").path(1);
        assertThat(local.path("rows").path(0).path("target").asText()).isEqualTo(source.database());
        assertThat(local.path("bytes").asLong()).isEqualTo(stored);
        assertThat(bucket.path("bytes").asLong()).isEqualTo(stored);
        assertThat(bucket.path("rows").path(0).path("storageClass").asText()).isEqualTo("STANDARD");
        assertThat(bucket.path("perMonth").asDouble())
                .isCloseTo(1000.0 * stored / (1 << 30), org.assertj.core.data.Offset.offset(0.001));
        assertThat(bucket.path("notCounted").asText()).contains("old versions");
        assertThat(local.has("notCounted")).isFalse();
        assertThat(report.path("perMonth").asDouble())
                .isEqualTo(bucket.path("perMonth").asDouble());
        assertThat(local.path("rows").path(0).path("growthPerDay").isNumber()).isFalse();
    }

    @Test
    void samplesAreKeptAndTellTheGrowth() throws Exception {
        service.close();
        service = TestService.start(
                folder, variables(), routes -> routes.replace("period=86400000&delay=300000", "period=500&delay=500"));
        Awaitility.await().ignoreExceptions().until(() -> !Databases.query(
                        catalog, "SELECT 1 FROM zencap.backup_storage_samples WHERE repository = 's3'")
                .isEmpty());
        // Two days ago there were 2000 bytes less.
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_storage_samples SELECT service, at - INTERVAL '2 days', repository, target,"
                        + " storage_class, objects, bytes - 2000 FROM zencap.backup_storage_samples"
                        + " WHERE at = (SELECT min(at) FROM zencap.backup_storage_samples)");

        assertThat(report().path("repositories")
                        .path(1)
                        .path("rows")
                        .path(0)
                        .path("growthPerDay")
                        .asLong())
                .isBetween(900L, 1100L);
    }

    @Test
    void aBucketThatIsAwayIsSaidToBe() throws Exception {
        s3.close();

        JsonNode report = reportOfNow();

        assertThat(report.path("repositories").path(0).path("bytes").asLong()).isPositive();
        assertThat(report.path("repositories").path(1).path("unreachable").asText())
                .isNotBlank();
    }

    @Test
    void aDayHasOneSampleHoweverOftenTheServiceStarts() throws Exception {
        sample();
        sample();
        assertThat(samples("s3")).isEqualTo(1);

        Databases.execute(catalog, "UPDATE zencap.backup_storage_samples SET at = at - INTERVAL '1 day'");
        sample();

        assertThat(samples("s3")).isEqualTo(2);
        assertThat(samples("local")).isEqualTo(2);
    }

    @Test
    void aBucketThatIsAwayFailsNoSampleOfTheOthers() throws Exception {
        sample();
        Databases.execute(catalog, "DELETE FROM zencap.backup_storage_samples WHERE repository = 's3'");
        s3.close();
        sample();
        assertThat(samples("s3")).isZero();
        assertThat(samples("local")).isEqualTo(1);
    }

    private long samples(String repository) {
        return Databases.query(
                        catalog,
                        "SELECT DISTINCT at FROM zencap.backup_storage_samples WHERE repository = '" + repository + "'")
                .size();
    }

    @Test
    void oldSamplesGo() throws Exception {
        sample();
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_storage_samples SELECT service, at - INTERVAL '500 days', repository, target,"
                        + " storage_class, objects, bytes FROM zencap.backup_storage_samples LIMIT 1");

        sample();

        assertThat(Databases.query(
                        catalog, "SELECT 1 FROM zencap.backup_storage_samples WHERE at < now() - INTERVAL '450 days'"))
                .isEmpty();
    }

    private void sample() throws Exception {
        for (CatalogEntry entry : service().sample()) {
            try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
                routes.sendBody("direct:record-in-catalog", entry);
            }
        }
    }

    private StorageReport service() {
        return service.bean("storageReport", StorageReport.class);
    }

    private JsonNode report() {
        return Json.MAPPER.valueToTree(service().report());
    }

    /** Without the samples, which would do for a day. */
    private JsonNode reportOfNow() {
        Databases.execute(catalog, "ALTER TABLE zencap.backup_storage_samples RENAME TO samples_away");
        return report();
    }
}
