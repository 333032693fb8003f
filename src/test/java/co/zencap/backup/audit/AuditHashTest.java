package co.zencap.backup.audit;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.api.AuditResource;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database makes the hashes and this program checks them: both must be of one mind, whatever a row holds. */
class AuditHashTest {
    @TempDir
    Path folder;

    @Test
    void whatTheDatabaseHashesIsWhatIsCheckedHere() throws Exception {
        PostgresUrl catalog = TestCluster.createDatabase();
        try (var service = TestService.start(
                folder,
                Map.of(
                        "POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()),
                        "BACKUP_CATALOG_URL", Databases.text(catalog)))) {
            List<String> texts = List.of(
                    "plain",
                    "",
                    "quotes \" ' \\ / and \\u0041",
                    "lines\nand\r\ntabs\tand\b\f",
                    "controls \u0001\u001f\u007f\u0080\u2028",
                    "ünï¢ødé 日本語 😀 \uFFFD",
                    "[1, null, \"x\"]",
                    "'; DROP TABLE zencap.backup_audit; --",
                    ":#id ${body} {{x}} %s");
            for (String text : texts) {
                service.send(
                        "direct:record-in-catalog",
                        new AuditEntry(
                                        text,
                                        "act " + text,
                                        text,
                                        text,
                                        text,
                                        text,
                                        7,
                                        text,
                                        text,
                                        Outcome.REFUSED,
                                        text)
                                .at(Instant.parse("2026-11-26T03:00:00.123456Z")));
                service.send(
                        "direct:record-in-catalog",
                        new AuditEntry("scheduler", AuditEntry.Action.HOLD, text, "", null, null, 1L << 40, text)
                                .at(Instant.parse("2026-11-26T03:00:00Z")));
            }
            var rows =
                    service.bean("auditResource", AuditResource.class).trail().after(0, 100);

            assertThat(rows).hasSize(2 * texts.size());
            assertThat(rows).allSatisfy(row -> assertThat(AuditHash.of(row))
                    .as(AuditHash.content(row))
                    .isEqualTo(row.hash()));
            assertThat(rows).extracting(AuditQueries.Row::reason).containsAll(texts);
        }
    }

    /** A row as it was written before calls were: its hash must not change with this version. */
    @Test
    void rowsOfBeforeKeepTheirHashes() {
        var row = new AuditQueries.Row(
                1,
                "id",
                Instant.parse("2026-11-25T12:00:00Z"),
                "api",
                "delete-backup",
                "shop",
                "s3",
                null,
                "op",
                1,
                "why",
                null,
                null,
                null,
                AuditHash.NONE,
                "");

        assertThat(AuditHash.content(row))
                .isEqualTo(
                        "[1, \"id\", \"2026-11-25T12:00:00.000000Z\", \"api\", \"delete-backup\", \"shop\", \"s3\", null,"
                                + " \"op\", 1, \"why\", \"" + AuditHash.NONE + "\"]");
    }
}
