package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class SetupRolesCommandTest extends AtTheShell {
    @Test
    void allFourArePrintedForTheDatabasesOfTheSettingsAndNoPasswordOfThem() {
        environment.put("POSTGRES_URL_NON_POOLING", "postgresql://app:s3cr3t@db.example:5432/shop");
        environment.put("BACKUP_CATALOG_URL", "postgresql://cat:s3cr3t@db.example:5432/history");
        environment.put("TEST_POSTGRES_URL", "postgresql://box:s3cr3t@other.example:5432/playground");

        assertThat(zencap("setup", "roles")).isEqualTo(ExitStatus.OK);

        assertThat(terminal.out())
                .contains(
                        "GRANT CONNECT ON DATABASE \"shop\" TO \"zencap_backup\";",
                        "GRANT pg_read_all_data TO \"zencap_backup\";",
                        "GRANT CONNECT ON DATABASE \"history\" TO \"zencap_catalog\";",
                        "CREATE SCHEMA \"zencap\" AUTHORIZATION \"zencap_catalog\";",
                        "GRANT CONNECT ON DATABASE \"playground\" TO \"zencap_sandbox\";",
                        "GRANT pg_signal_backend TO \"zencap_recovery\";",
                        "\\password \"zencap_backup\"")
                .doesNotContain("s3cr3t", "REPLICATION", "SUPERUSER", "PASSWORD '");
    }

    @Test
    void oneAloneWithNamesOfOnesOwn() {
        assertThat(zencap(
                        "setup", "roles", "--only", "backup", "--database", "a\"b", "--backup-role", "c\"; d", "--wal"))
                .isEqualTo(ExitStatus.OK);

        assertThat(terminal.out())
                .contains(
                        "CREATE ROLE \"c\"\"; d\" LOGIN;",
                        "ON DATABASE \"a\"\"b\" TO \"c\"\"; d\"",
                        "ALTER ROLE \"c\"\"; d\" REPLICATION;")
                .doesNotContain("zencap_");
    }

    @Test
    void asJson() throws Exception {
        assertThat(zencap("setup", "roles", "--only", "catalog,sandbox", "--database", "shop", "--json"))
                .isEqualTo(ExitStatus.OK);

        JsonNode all = Json.MAPPER.readTree(terminal.out());
        assertThat(all).hasSize(2);
        assertThat(all.get(0).path("role").asText()).isEqualTo("zencap_catalog");
        assertThat(all.get(0).at("/statements/2/sql").asText()).startsWith("CREATE SCHEMA");
    }

    @Test
    void whatIsNotKnownIsAskedFor() {
        assertThat(zencap("setup", "roles")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("--database");

        assertThat(zencap("setup", "roles", "--database", "shop", "--only", "admin"))
                .isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("HINT: backup, catalog, sandbox or recovery.");

        assertThat(zencap("setup", "roles", "--database", "shop\nDROP")).isEqualTo(ExitStatus.USAGE);
        assertThat(terminal.err()).contains("no line breaks").doesNotContain("DROP");
    }
}
