package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.target.TargetId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code config/targets.yaml} adds to the variables, and what in it is refused. */
class TargetsReaderTest {
    @TempDir
    Path home;

    @Test
    void withoutTheFileThereIsOneDatabase() throws Exception {
        Settings settings = read(null, Map.of());

        assertThat(settings.databases().all()).extracting(DatabaseTarget::name).containsExactly("shop");
        assertThat(settings.targets()).containsExactly("shop", "shop-full");
    }

    @Test
    void aFurtherDatabaseIsNamedByTheVariableThatHoldsItsAddress() throws Exception {
        Settings settings = read(
                """
                targets:
                  orders:
                    database: ORDERS_URL
                    schedule: 30
                    recovery-point: 45
                    recovery-time: 10
                    retention: {local: last=2, s3: daily=30}
                  crm:
                    database: CRM_URL
                """,
                Map.of("ORDERS_URL", "postgresql://u:s3cret@o/orders", "CRM_URL", "postgresql://u@h/crm"));

        assertThat(settings.databases().all())
                .extracting(DatabaseTarget::toString)
                .containsExactly(
                        "DatabaseTarget[id=shop, url=postgresql://u@h:5432/shop]",
                        "DatabaseTarget[id=orders, url=postgresql://u@o:5432/orders]",
                        "DatabaseTarget[id=crm, url=postgresql://u@h:5432/crm]");
        assertThat(settings.targets()).containsExactly("shop", "orders", "crm", "shop-full");
        assertThat(settings.databaseOf("orders").url().password()).contains("s3cret");
        assertThat(settings.databaseOf("shop-full").name()).isEqualTo("shop");
        assertThat(settings.schedules().of("orders").flatMap(OwnTiming::timing).map(Timing::toString))
                .contains("every 30 minutes");
        assertThat(settings.schedules().of("crm")).isEmpty();
        assertThat(settings.objectives().pointOfDatabase("orders")).isEqualTo(Duration.ofMinutes(45));
        assertThat(settings.objectives().timeOfDatabase("orders")).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.objectives().pointOfDatabase("crm")).isEqualTo(Duration.ofMinutes(60));
        assertThat(settings.retention().policy("local", "orders")).hasToString("last=2");
        assertThat(settings.retention().policy("local", "crm"))
                .isEqualTo(settings.retention().policy("local", "shop"));
    }

    @Test
    void itsAddressMayBeInAFileOfItsOwn() throws Exception {
        Path secret = Files.writeString(home.resolve("orders.url"), "postgresql://u:s3cret@o/orders\n");

        Settings settings =
                read("targets: {orders: {database: ORDERS_URL}}", Map.of("ORDERS_URL_FILE", secret.toString()));

        assertThat(settings.databaseOf("orders").url().password()).contains("s3cret");
    }

    @Test
    void aScheduleMayBeSwitchedOffForOneTarget() throws Exception {
        Settings settings = read(
                "targets: {orders: {database: ORDERS_URL, schedule: off}}",
                Map.of("ORDERS_URL", "postgresql://u@o/orders"));

        assertThat(settings.schedules().of("orders").orElseThrow().timing()).isEmpty();
    }

    @Test
    void aFileSetMayHaveItsOwnScheduleAndObjective() throws Exception {
        Settings settings = read(
                "targets: {uploads: {schedule: 0 0 * * * ?, recovery-point: 90}}",
                Map.of("BACKUP_FILE_SETS", "uploads=/srv/uploads"));

        assertThat(settings.schedules().of("uploads").flatMap(OwnTiming::timing).map(Timing::text))
                .contains("0 0 * * * ?");
        assertThat(settings.objectives().point("uploads", Duration.ofHours(4))).isEqualTo(Duration.ofMinutes(90));
        assertThat(settings.databases().all()).hasSize(1);
    }

    @Test
    void aCriticalDatabaseOfTheSameServerHasTheLogKept() throws Exception {
        Settings settings = read(
                "targets: {orders: {database: ORDERS_URL, critical: true}, far: {database: FAR_URL}}",
                Map.of("ORDERS_URL", "postgresql://u@h/orders", "FAR_URL", "postgresql://u@far/far"));

        assertThat(settings.wal()).isPresent();
        assertThat(settings.isLogged(settings.databaseOf("orders"))).isTrue();
        assertThat(settings.isLogged(settings.databaseOf("far"))).isFalse();
        assertThat(settings.objectives().pointOfDatabase("orders")).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.objectives().pointOfDatabase("shop")).isEqualTo(Duration.ofMinutes(60));
    }

    @Test
    void theDatabasesOfAServerShareWhatIsSetForIt() throws Exception {
        Settings settings = read(
                """
                targets:
                  crm:
                    discover: CRM_URL
                    except: [scratch_*, "test?"]
                    schedule: 15
                    recovery-time: 5
                    retention: {local: last=4}
                """,
                Map.of("CRM_URL", "postgresql://u@c/postgres"));

        DatabaseServer server = settings.databases().servers().get(0);
        assertThat(List.of("billing", "scratch_1", "test1", "test12", "postgres", "a.b"))
                .filteredOn(server::wants)
                .containsExactly("billing", "test12", "a.b");
        assertThat(settings.schedules().nameFor("crm-billing")).contains("crm-*");
        assertThat(settings.retention().policy("local", "crm-billing")).hasToString("last=4");
        assertThat(settings.objectives().timeOfDatabase("crm-billing")).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.targets()).containsExactly("shop", "shop-full");

        settings.databases()
                .found(
                        List.of(new DatabaseTarget(
                                new TargetId("crm-billing"), server.url().withDatabase("billing"))),
                        List.of(new DatabaseTarget(
                                new TargetId("crm-old"), server.url().withDatabase("old"))));

        assertThat(settings.targets()).containsExactly("shop", "crm-billing", "crm-old", "shop-full");
        assertThat(settings.databaseOf("crm-billing").url().database()).isEqualTo("billing");
        assertThat(settings.databases().find("crm-old")).isEmpty();
        assertThat(settings.databaseOf("crm-old").url().database())
                .as("what may have to come back")
                .isEqualTo("old");
        assertThatThrownBy(() -> settings.databaseOf("crm-other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{targets: {orders: {databse: ORDERS_URL}}} | databse",
                "{targets: {orders: {}}} | neither a database nor a file set",
                "{targets: {orders: {schedule: 30}}} | neither a database nor a file set",
                "{targets: {Orders: {database: ORDERS_URL}}} | can't name a target",
                "{targets: {orders: {database: 'postgresql://u:s3cret@o/orders'}}} | no variable's name",
                "{targets: {orders: {database: NOT_SET_URL}}} | NOT_SET_URL, which is not set",
                "{targets: {orders: {database: BROKEN_URL}}} | BROKEN_URL",
                "{targets: {shop: {database: ORDERS_URL}}} | is the database of POSTGRES_URL",
                "{targets: {shop: {schedule: 30}}} | is the database of POSTGRES_URL",
                "{targets: {orders: {database: SAME_URL}}} | is the same database as 'shop'",
                "{targets: {a: {database: ORDERS_URL}, b: {database: ORDERS_URL}}} | is the same database as 'a'",
                "{targets: {orders: {database: ORDERS_URL, discover: ORDERS_URL}}} | both database and discover",
                "{targets: {orders: {database: ORDERS_URL, except: [a]}}} | without discover",
                "{targets: {orders: {database: ORDERS_URL, schedule: soon}}} | orders, schedule",
                "{targets: {orders: {database: ORDERS_URL, recovery-point: 0}}} | orders, recovery-point",
                "{targets: {orders: {database: ORDERS_URL, retention: {}}}} | has no policy",
                "{targets: {orders: {database: ORDERS_URL, retention: {local: often}}}} | orders, local",
                "{targets: {orders: {database: ORDERS_URL, critical: true}}} | is on another server than shop",
                "{targets: {orders-full: {database: ORDERS_URL}}} | ends like the targets of full system",
                "{targets: {uploads: {database: ORDERS_URL}}} | is a file set as well",
                "{targets: {uploads: {recovery-time: 5}}} | is a file set, whose recovery no test measures alone",
                "{targets: {crm: {discover: ORDERS_URL, critical: true}}} | can't be critical as a whole",
                "{targets: {up: {discover: ORDERS_URL}, up-2: {database: CRM_URL}}} | begins like the databases",
                "{targets: {up: {discover: ORDERS_URL}, up-eu: {discover: CRM_URL}}} | 'up-eu' begins like the databases",
                "{targets: {up-eu: {discover: ORDERS_URL}, up: {discover: CRM_URL}}} | found on server 'up'",
                "{targets: {uploads: {discover: ORDERS_URL}}} | is a file set as well",
                "{databases: {}} | targets"
            })
    void whatMakesNoSenseIsRefusedWithAHint(String yaml, String why) {
        assertThatThrownBy(() -> read(
                        yaml,
                        Map.of(
                                "ORDERS_URL", "postgresql://u:s3cret@o/orders",
                                "CRM_URL", "postgresql://u@c/crm",
                                "SAME_URL", "postgresql://other@h:5432/shop",
                                "BROKEN_URL", "s3cret",
                                "BACKUP_FILE_SETS", "uploads=/srv/uploads")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("targets.yaml")
                .hasMessageContaining(why)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void serversWhoseNamesOnlyLookAlikeAreTwo() throws Exception {
        Settings settings = read(
                "targets: {crm: {discover: CRM_URL}, crm2: {discover: EU_URL}}",
                Map.of("CRM_URL", "postgresql://u@c/postgres", "EU_URL", "postgresql://u@eu/postgres"));

        assertThat(settings.databases().servers())
                .filteredOn(server -> server.isOf("crm-billing"))
                .extracting(DatabaseServer::prefix)
                .containsExactly("crm");
    }

    @Test
    void ofTwoSettingsThatSayThatADatabaseIsCriticalBothAreNamed() {
        assertThatThrownBy(() -> read(
                        "targets: {orders: {database: ORDERS_URL}}",
                        Map.of(
                                "ORDERS_URL", "postgresql://u@o/orders",
                                "BACKUP_CRITICAL_TARGETS", "shop, orders")))
                .hasMessageContaining("'orders' is critical, by BACKUP_CRITICAL_TARGETS or by " + home)
                .hasMessageContaining("config/targets.yaml")
                .hasMessageContaining("is on another server than shop")
                .hasMessageContaining("HINT:");
    }

    @Test
    void theFileCanBeLeftUnread() throws Exception {
        Settings settings =
                read("targets: {orders: {database: NOT_SET_URL}}", Map.of("BACKUP_FURTHER_TARGETS", "false"));

        assertThat(settings.targets()).containsExactly("shop", "shop-full");
    }

    @Test
    void twoPoliciesForOneTargetAreRefused() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/retention.yaml"), "retention: {orders: {local: last=3}}");

        assertThatThrownBy(() -> read(
                        "targets: {orders: {database: ORDERS_URL, retention: {local: last=2}}}",
                        Map.of("ORDERS_URL", "postgresql://u@o/orders")))
                .hasMessageContaining("has a policy in config/retention.yaml as well");
    }

    @Test
    void noTargetIsAnothersWithFullBehindIt() {
        assertThatThrownBy(() -> read(
                        "targets: {orders: {database: ORDERS_URL}}",
                        Map.of("ORDERS_URL", "postgresql://u@o/orders", "BACKUP_TARGET", "orders-full")))
                .hasMessageContaining("'orders' and 'orders-full'")
                .hasMessageContaining("HINT:");
    }

    private Settings read(String yaml, Map<String, String> variables) throws Exception {
        Files.createDirectories(home.resolve("config"));
        if (yaml != null) {
            Files.writeString(home.resolve("config/targets.yaml"), yaml);
        }
        var all = new HashMap<String, String>();
        all.put("POSTGRES_URL", "postgresql://u@h/shop");
        all.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        all.put("ADMIN_API_KEY", "k".repeat(40));
        all.put("BACKUP_S3_BUCKET", "b");
        all.putAll(variables);
        return new SettingsReader(all, home).read();
    }
}
