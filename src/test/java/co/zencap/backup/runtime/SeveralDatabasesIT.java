package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two databases at the packaged server, through its API and through the program that a person calls. */
class SeveralDatabasesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path home;

    private Map<String, String> environment;

    @Test
    void theSecondIsBackedUpListedAndRecoveredByItsName() throws Exception {
        PostgresUrl shop = TestCluster.createDatabase();
        PostgresUrl orders = TestCluster.createDatabase();
        Databases.fill(shop);
        Databases.fill(orders);
        Installation installation = Installation.in(home);
        Files.copy(Path.of("zencap"), home.resolve("zencap"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(
                home.resolve("config/targets.yaml"), "targets: {orders: {database: ORDERS_URL, recovery-time: 20}}");
        Path secret = Files.writeString(home.resolve("orders.url"), Databases.text(orders) + "\n");
        environment = installation.variables(
                shop,
                TestCluster.createDatabase(),
                Map.of("BACKUP_TARGET", "shop", "ORDERS_URL_FILE", secret.toString()));
        try (LibertyProcess server = LibertyProcess.start(home, home.resolve("server"), environment)) {
            server.awaitStarted(PATIENCE);
            var api = new ApiClient(new ApiAddress(server.address(), Optional.of(Installation.KEY)));

            assertThat(zencap("backup", "--wait")).contains("backup succeeded");
            assertThat(zencap("backup", "--target", "orders", "--wait")).contains("backup succeeded");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(api.operations(20).stream()
                            .filter(o -> o.kind() == Operation.Kind.RESTORATION_TEST && o.state() == State.SUCCEEDED))
                    .extracting(Operation::target)
                    .containsExactlyInAnyOrder("shop", "orders"));
            assertThat(zencap("list")).contains("shop", "orders");
            assertThat(zencap("status")).contains("shop", "orders");
            assertThat(zencap("objectives")).contains("orders", "20");

            Databases.execute(shop, "DELETE FROM orders");
            Databases.execute(orders, "DELETE FROM orders");
            assertThat(zencap("disaster-recovery", "--target", "orders", "--plan"))
                    .contains(orders.database());
            assertThat(zencap("disaster-recovery", "--target", "orders", "--confirm", orders.database(), "--wait"))
                    .contains("recovery succeeded");

            assertThat(Databases.query(orders, "SELECT count(*)::text FROM orders"))
                    .containsExactly("5000");
            assertThat(Databases.query(shop, "SELECT count(*)::text FROM orders"))
                    .containsExactly("0");
            assertThat(Files.readString(server.log()))
                    .doesNotContain(orders.password().orElse("no password"));
        }
    }

    private String zencap(String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of(home.resolve("zencap").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
