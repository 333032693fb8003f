package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import org.junit.jupiter.api.Test;

class RecoveryPageTest {
    private static final String ACCOUNT =
            """
            {"certificate": "recovery", "id": "dr0123456789ab", "issuedAt": "2026-11-26T10:12:30Z", "issuedBy": "ZenCap Backup 1",
             "service": {"name": "shop", "node": "host"}, "type": "database_only", "operationId": "op",
             "database": "shop", "keptAs": "shop_before_dr0123456789ab",
             "backup": {"id": "20261126T093015Z-1f9c02", "target": "shop", "repository": "s3", "serverVersion": "15.4",
               "snapshotTime": "2026-11-26T09:30:15Z"},
             "timeline": [{"step": "asked for", "at": "2026-11-26T10:00:00Z"},
               {"step": "pre-flight", "at": "2026-11-26T10:00:01Z"}, {"step": "usable", "at": "2026-11-26T10:12:30Z"}],
             "compared": {"tables": 7, "rows": 7000},
             "objectives": [{"name": "recovery time", "reachedSeconds": 750.0, "objectiveSeconds": 1800, "met": true},
               {"name": "recovery point", "reachedSeconds": 1785.0, "objectiveSeconds": 900, "met": false}],
             "lost": {"changesFrom": "2026-11-26T09:30:15Z", "changesUntil": "2026-11-26T10:00:00Z"},
             "notes": ["The role <b>app</b> was made."]}
            """;

    private static final String FILES =
            """
            "backup": {"id": "20261126T093015Z-1f9c02", "target": "shop-full", "repository": "s3",
               "snapshotTime": "2026-11-26T09:30:15Z"%s},
             "files": [{"set": "uploads", "id": "20261126T093015Z-1f9c02", "target": "shop-full", "repository": "s3",
               "snapshotTime": "2026-11-26T09:30:15Z"},
               {"set": "<images>", "id": "20261126T094500Z-77aa01", "target": "images", "repository": "local"}],
            """;

    private static String page(String version, String database) throws Exception {
        int from = ACCOUNT.indexOf("\"backup\"");
        String account = ACCOUNT.substring(0, from)
                + FILES.formatted(version)
                + ACCOUNT.substring(ACCOUNT.indexOf("\"timeline\""));
        return RecoveryPage.of(
                Json.MAPPER.readTree(account.replace("\"database\": \"shop\",", database)), "Genuine & whole.");
    }

    @Test
    void ofFilesAloneItSpeaksOfFilesAndOfNoDatabase() throws Exception {
        assertThat(page("", ""))
                .contains("<title>Recovery of the files of uploads, &lt;images&gt;</title>")
                .contains("The files of <code>uploads</code>, <code>&lt;images&gt;</code> were put back from backups"
                        + " <code>20261126T093015Z-1f9c02</code>, <code>20261126T094500Z-77aa01</code>.")
                .contains(
                        "<th>uploads</th><td>backup <code>20261126T093015Z-1f9c02</code> of shop-full in repository s3,"
                                + " as of 2026-11-26 09:30:15 UTC</td>")
                .contains(
                        "<th>&lt;images&gt;</th><td>backup <code>20261126T094500Z-77aa01</code> of images in repository"
                                + " local</td>")
                .doesNotContain("PostgreSQL", "<code></code>");
    }

    @Test
    void ofTheWholeItNamesBoth() throws Exception {
        assertThat(page(", \"serverVersion\": \"15.4\"", "\"database\": \"shop\","))
                .contains("<title>Recovery of shop and the files of uploads, &lt;images&gt;</title>")
                .contains("<code>shop</code> and the files of <code>uploads</code>")
                .contains("<th>Made of</th><td>PostgreSQL 15.4</td>");
    }

    @Test
    void whoHasToExplainItFindsWhatHappenedWhenAndWhatWasLost() throws Exception {
        String page = RecoveryPage.of(Json.MAPPER.readTree(ACCOUNT), "Genuine & whole.");

        assertThat(page)
                .contains("shop_before_dr0123456789ab", "20261126T093015Z-1f9c02", "PostgreSQL 15.4")
                .contains("<th>pre flight</th><td>2026-11-26 10:00:01 UTC, after 1.0 s</td>")
                .contains("<th>usable</th><td>2026-11-26 10:12:30 UTC, after 12 min 30 s</td>")
                .contains("7,000")
                .contains("<th>recovery time</th><td>12 min 30 s, objective 30 min: met</td>")
                .contains("<th>recovery point</th><td>29 min 45 s, objective 15 min: MISSED</td>")
                .contains("<th>Changes from</th><td>2026-11-26 09:30:15 UTC</td>")
                .contains("The role &lt;b&gt;app&lt;/b&gt; was made.", "Genuine &amp; whole.");
    }
}
