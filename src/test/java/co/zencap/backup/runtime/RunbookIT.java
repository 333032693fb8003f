package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.CommandPage;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/runbook/}, word for word, after the loss that each page is for: on the packaged program. */
class RunbookIT {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    /** One that was drawn by lot: the security check complains about others. */
    private static final String KEY = "9d1fb27c04e83a65c2907be41d5f8a3306ce79b1f24d6a85e07c3b981f62d4ae";

    private static final String SPOILT = "SELECT count(*) FROM orders WHERE body = 'null'";
    private static final String ORDERS = "SELECT count(*) FROM orders";
    private static final String DATABASE = "postgresql://postgres@db.example.org/shop";

    @TempDir
    Path folder;

    private final S3TestSettings bucket = S3TestSettings.onEmbeddedS3();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private LocalCluster server;
    private PostgresUrl shop;
    private Path home;
    private Map<String, String> variables;

    @BeforeEach
    void protect() throws Exception {
        server = cluster("server");
        shop = server.createDatabase("shop");
        Databases.fill(shop);
        home = installation("home");
        variables = variables(shop, catalog);
        zencap("start");
        zencap("backup --wait");
        // Most pages begin with the copy in the bucket.
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !Databases.query(
                        catalog, "SELECT 1 FROM zencap.backup_operations WHERE kind = 'upload' AND state = 'succeeded'")
                .isEmpty());
    }

    @AfterEach
    void end() throws Exception {
        try {
            zencap("stop");
        } finally {
            server.delete();
        }
    }

    @Test
    void aDroppedTable() throws Exception {
        Instant before = Instant.now();
        Databases.execute(shop, "DROP TABLE orders");

        CommandPage page = page("dropped-table").with("2026-11-26T09:55:00Z", before.toString());
        Matcher schema = Pattern.compile("restored_[0-9_]+").matcher(page.next());
        assertThat(schema.find()).isTrue();
        Databases.execute(
                shop, "CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, body jsonb)");
        page.with("restored_20261126_0955", schema.group());
        assertThat(page.next()).contains("5,000");
        page.next();
        assertThat(Databases.query(shop, ORDERS)).containsExactly("5000");
        page.rest();
        assertThat(Databases.query(shop, "SELECT 1 FROM pg_namespace WHERE nspname LIKE 'restored%'"))
                .isEmpty();
    }

    @Test
    void aBadMigration() throws Exception {
        Instant before = Instant.now();
        Databases.execute(shop, "UPDATE orders SET body = 'null'", "DROP TABLE customers CASCADE");
        CommandPage page = page("bad-migration").with("2026-11-26T09:55:00Z", before.toString());

        assertThat(page.next()).contains(backup());
        assertThat(page.next()).contains(backup());
        page.next();
        assertThat(Databases.query(shop, SPOILT)).containsExactly("0");
        assertThat(Databases.query(shop, "SELECT count(*) FROM customers")).containsExactly("2000");
        page.with("dr0123456789ab", recovery());
        page.rest();
        assertThat(Databases.query(shop, SPOILT)).as("after the undo").containsExactly("5000");
        assertThat(Files.readString(home.resolve("account.html"))).contains("shop_before_" + recovery());
    }

    @Test
    void aLostDisk() throws Exception {
        List<String> orders = Databases.query(shop, ORDERS);
        server.delete();
        server = cluster("new-server");
        shop = server.url("shop");

        CommandPage page = page("lost-disk").set("POSTGRES_URL", Databases.text(shop));
        page.next();
        assertThat(page.next()).contains("nothing is replaced");
        page.rest();

        assertThat(Databases.query(shop, ORDERS)).isEqualTo(orders);
    }

    @Test
    void aLostRegion() throws Exception {
        List<String> orders = Databases.query(shop, ORDERS);
        zencap("stop");
        server.delete();
        server = cluster("elsewhere");
        shop = server.url("shop");
        home = installation("new-home");
        variables = variables(shop, TestCluster.createDatabase());

        CommandPage page = recoverPage("lost-region");
        assertThat(page.next()).contains("shop");
        page.next();
        page.next();
        assertThat(Databases.query(shop, ORDERS)).isEqualTo(orders);
        assertThat(page.next()).contains("s3");
        page.rest();
    }

    @Test
    void aLostCatalog() throws Exception {
        String backup = backup();
        Databases.execute(catalog, "DROP SCHEMA zencap CASCADE");

        CommandPage page = page("lost-catalog").with("20261126T093015Z-1f9c02", backup);
        page.next();
        assertThat(page.next()).contains(backup);
        page.rest();
    }

    @Test
    void aLostKey() throws Exception {
        CommandPage page = recoverPage("lost-key").with("20261126T093015Z-1f9c02", backup());
        assertThat(page.next()).as("the right key").contains(backup());
        String made = page.next().strip();
        assertThat(made).matches("(?s).*[0-9a-f]{64}.*");
        page.set("BACKUP_ENCRYPTION_KEY", made.replaceFirst("(?s).*?([0-9a-f]{64}).*", "$1"));
        page.rest();
    }

    @Test
    void ransomware() throws Exception {
        Instant before = Instant.now();
        Databases.execute(shop, "UPDATE orders SET body = 'null'");
        String backup = backup();
        LocalCluster clean = cluster("clean");
        try {
            PostgresUrl elsewhere = clean.url("shop");
            CommandPage page = page("ransomware")
                    .with("20261126T093015Z-1f9c02", backup)
                    .with("2026-11-26T09:55:00Z", before.toString());
            withRepository(page, elsewhere);
            page.rest();
            assertThat(Databases.query(elsewhere, SPOILT)).containsExactly("0");
        } finally {
            clean.delete();
        }
    }

    private CommandPage recoverPage(String name) throws IOException {
        CommandPage page = page(name);
        withRepository(page, shop);
        return page;
    }

    private void withRepository(CommandPage page, PostgresUrl to) {
        page.with("s3://bucket/prefix", "s3://" + bucket.bucket())
                .set("PGPASSWORD", to.password().orElseThrow());
        if (page.has(DATABASE)) {
            page.with(
                    DATABASE,
                    "postgresql://" + to.user() + "@127.0.0.1:"
                            + to.hosts().get(0).port() + "/shop");
        }
    }

    private CommandPage page(String name) throws IOException {
        return new CommandPage(PROJECT.resolve("docs/runbook/" + name + ".md"), home, variables);
    }

    private LocalCluster cluster(String name) throws IOException {
        return LocalCluster.start(new LocalCluster.Settings(
                TestCluster.binaries(), folder.resolve(name), 0, Profile.DURABLE, Map.of("fsync", "off")));
    }

    /** As an operator has it: the launcher, the built program, and the key in a file. */
    private Path installation(String name) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Files.copy(PROJECT.resolve("zencap"), made.resolve("zencap"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(made.resolve("src"), PROJECT.resolve("src"));
        Files.writeString(Files.createFile(made.resolve("key"), Private.FILE), KEY);
        return made;
    }

    private Map<String, String> variables(PostgresUrl source, PostgresUrl index) throws IOException {
        var all = new HashMap<>(bucket.variables());
        all.put("BACKUP_S3_PATH_STYLE", "true");
        all.put("AWS_REGION", "us-east-1");
        all.put("BACKUP_ENCRYPTION_KEY", KEY);
        return Installation.in(home).variables(source, index, all);
    }

    private void zencap(String arguments) throws IOException, InterruptedException {
        Path commands = Files.writeString(folder.resolve("commands.md"), "```sh\n./zencap " + arguments + "\n```\n");
        new CommandPage(commands, home, variables).rest();
    }

    private String backup() {
        return Databases.query(catalog, "SELECT id FROM zencap.backups ORDER BY created_at LIMIT 1")
                .get(0);
    }

    private String recovery() {
        return Databases.query(catalog, "SELECT id FROM zencap.backup_recoveries ORDER BY started_at DESC LIMIT 1")
                .get(0);
    }
}
