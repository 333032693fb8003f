package co.zencap.backup.health;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsLookTest {
    @TempDir
    Path folder;

    private final PostgresUrl catalog = TestCluster.createDatabase();

    @Test
    void aChannelThatGoesOnRefusingIsNamedWithItsAnswer() throws Exception {
        try (TestService service = TestService.start(
                folder, Map.of("POSTGRES_URL_NON_POOLING", Databases.text(catalog), "BACKUP_TARGET", "shop"))) {
            var queries = service.bean("catalogQueries", CatalogQueries.class);
            var look = new ChannelsLook(Set.of("webhook"), new AlertQueries(queries, "shop", Clock.systemUTC()));
            assertThat(look.look().condition()).isEqualTo(Condition.UP);

            message("sent", 1, null);
            message("waiting", 1, "Busy.");
            assertThat(look.look().condition()).as("it may be busy").isEqualTo(Condition.UP);

            message("waiting", 3, "It answered with 403.");
            assertThat(look.look().condition()).isEqualTo(Condition.DEGRADED);
            assertThat(look.look().detail()).contains("webhook does not take 1 of its messages", "403");
            assertThat(look.look().hint()).isNotBlank();

            Databases.execute(
                    catalog,
                    "INSERT INTO zencap.backup_monitoring_alerts (id, service, cause, at, seen_at, level, component, target,"
                            + " title, detail, hint) SELECT alert_id, 'shop', 'c', at, at, 'error', 'backup', 'shop', 't', 'd',"
                            + " 'h' FROM zencap.backup_notifications WHERE attempts = 3",
                    "INSERT INTO zencap.backup_alert_silences VALUES ('shop', 'c', now() + INTERVAL '1 hour', 'me', now())");
            assertThat(look.look().condition()).as("nobody may be told now").isEqualTo(Condition.UP);

            Databases.execute(catalog, "DROP TABLE zencap.backup_notifications");
            assertThat(look.look().condition()).isEqualTo(Condition.UNKNOWN);
        }
    }

    @Test
    void withoutAChannelTheLogIsTheOnlyOne() {
        assertThat(new ChannelsLook(Set.of(), null).look().detail()).contains("log alone");
    }

    private void message(String state, int attempts, String answer) {
        Databases.execute(
                catalog,
                "INSERT INTO zencap.backup_notifications (alert_id, service, event, channel, state, at, next_at, attempts,"
                        + " answer) VALUES (gen_random_uuid(), 'shop', 'opened', 'webhook', '" + state
                        + "', now(), now() + INTERVAL '1 hour', " + attempts + ", "
                        + (answer == null ? "NULL" : "'" + answer + "'") + ")");
    }
}
