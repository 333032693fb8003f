package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class CertificatePageTest {
    @Test
    void whatAReaderWantsToKnowIsThere() throws Exception {
        String page = CertificatePage.of(certificate("passed", "shop"), "Genuine.");

        assertThat(page)
                .contains("20261124T093015Z-1f9c02", "passed", "2026-11-24 09:30:16 UTC", "7,000", "1.2 s", "abc123")
                .contains("Genuine.");
    }

    @Test
    void saysThatOnlyCountsWereCompared() throws Exception {
        String counts = certificate("passed", "shop").toString().replace("7000", "7000,\"contentCompared\":false");

        assertThat(CertificatePage.of(Json.MAPPER.readTree(counts), "Genuine."))
                .contains("Only counts were compared")
                .doesNotContain("what came back is what was backed up");
    }

    @Test
    void ofAClusterItSaysHowFarTheLogWasReplayedAndThatRowsWereRead() throws Exception {
        String cluster = certificate("passed", "shop")
                .toString()
                .replace("{\"database\":{", "{\"log\":{\"replayedTo\":\"0/5000028\"},\"database\":{");

        assertThat(CertificatePage.of(Json.MAPPER.readTree(cluster), "Genuine."))
                .contains("up to <code>0/5000028</code>", "every row of every table could be read")
                .doesNotContain("what came back is what was backed up");
    }

    @Test
    void namesFromADatabaseAreTextAndNeverMarkup() throws Exception {
        String page = CertificatePage.of(certificate("failed", "<script>alert(1)</script>"), "a & b");

        assertThat(page).doesNotContain("<script>").contains("&lt;script&gt;", "a &amp; b");
    }

    @Test
    void theObjectivesAreThereWhereTheCertificateHasThem() throws Exception {
        assertThat(CertificatePage.of(certificate("passed", "shop"), "Genuine."))
                .as("one from before they were certified")
                .doesNotContain("Objectives");

        String page = CertificatePage.of(
                withObjectives(
                        """
                        [{"name": "recovery-time", "of": "database", "objective": "PT30M", "measured": "PT31M", "verdict": "missed",
                          "predicted": "PT40M", "predictedBy": "By its size.", "detail": "It took <longer>."},
                         {"name": "recovery-time", "of": "files", "objective": "PT1H", "verdict": "met", "measured": "soon"}]
                        """),
                "Genuine.");

        assertThat(page)
                .contains("Objectives", "recovery time of database")
                .contains(
                        "MISSED: at most 30 min, measured 31 min, predicted 40 min. By its size. It took &lt;longer&gt;.")
                .contains("met: at most 1 h, measured nothing.");
    }

    private static JsonNode withObjectives(String json) throws Exception {
        ObjectNode certificate = (ObjectNode) certificate("passed", "shop");
        certificate.set("objectives", Json.MAPPER.readTree(json));
        return certificate;
    }

    private static JsonNode certificate(String verdict, String database) throws Exception {
        return Json.MAPPER.readTree(
                """
                {"id": "t1", "issuedAt": "2026-11-24T09:31:00Z", "issuedBy": "ZenCap Backup 1", "verdict": "%s",
                 "test": {"type": "quickTest", "startedAt": "2026-11-24T09:30:00Z", "phasesMillis": {"restore": 1234}},
                 "backup": {"id": "20261124T093015Z-1f9c02", "target": "%s", "kind": "database",
                   "createdAt": "2026-11-24T09:30:15Z", "repository": "local",
                   "source": {"database": "%s", "serverVersion": "15.8", "snapshotTime": "2026-11-24T09:30:16Z"},
                   "restoredFrom": [{"key": "shop/x/database.dump", "bytes": 10, "sha256": "abc123"}]},
                 "compared": {"database": {"tables": 2, "rows": 7000}},
                 "differences": ["Table %s differs."]}
                """
                        .formatted(verdict, database, database, database));
    }
}
