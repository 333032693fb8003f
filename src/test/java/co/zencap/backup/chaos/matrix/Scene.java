package co.zencap.backup.chaos.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.demo.EmbeddedS3;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyLink;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import co.zencap.backup.testing.JumpingClock;
import co.zencap.backup.testing.PgDumpScript;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;

/** All that a service needs, with a handle on every part to break it and to mend it. */
final class Scene implements AutoCloseable {
    private final Phase phase;
    private final Path folder;
    private final LocalCluster ownServer;
    private final PostgresUrl source;
    private final PostgresUrl catalog;
    private final FaultyLink sourceLink;
    private final FaultyLink catalogLink;
    private final EmbeddedS3 s3;
    private final FaultyS3 proxy;
    private final JumpingClock clock = new JumpingClock();
    private final Map<String, String> variables = new HashMap<>();
    private final String role = "backup_" + System.nanoTime();
    private final Disk disk;
    private final List<Connection> taken = new ArrayList<>();
    private TestService service;
    private Connection locker;
    private TestService second;
    private CompletableFuture<Void> drop;

    Scene(Path folder, Phase phase, boolean ownServer, boolean ownDisk) throws Exception {
        this.folder = folder;
        this.phase = phase;
        this.disk = new Disk(Files.createDirectories(folder.resolve("disk")), ownDisk);
        this.ownServer = ownServer
                ? LocalCluster.start(new LocalCluster.Settings(
                        TestCluster.binaries(), TestCluster.newHome(), 0, Profile.THROWAWAY, Map.of()))
                : null;
        this.source = ownServer ? this.ownServer.createDatabase("shop") : TestCluster.createDatabase();
        this.catalog = TestCluster.createDatabase();
        fill();
        sourceLink = FaultyLink.to(source.hosts().get(0).port());
        catalogLink = FaultyLink.to(catalog.hosts().get(0).port());
        s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "backups");
        proxy = FaultyS3.before(s3.endpoint());
        setVariables();
    }

    private void fill() {
        Databases.fill(source);
        Databases.execute(
                source,
                "CREATE TABLE noise AS SELECT i AS id, sha512(i::text::bytea) AS noise FROM generate_series(1, 20000) i",
                "CREATE ROLE " + role + " LOGIN PASSWORD 'pw'",
                "GRANT pg_read_all_data, pg_monitor TO " + role);
    }

    private void setVariables() throws IOException {
        variables.put("POSTGRES_URL_NON_POOLING", through(sourceLink, source, role, "pw"));
        variables.put(
                "BACKUP_CATALOG_URL",
                through(catalogLink, catalog, catalog.user(), catalog.password().orElseThrow()));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_LOCAL_DIR", disk.root().resolve("repository").toString());
        variables.put("BACKUP_WORK_DIR", disk.root().resolve("work").toString());
        variables.putAll(S3TestSettings.of(s3).at(proxy.endpoint()).variables());
        variables.put("BACKUP_RETENTION_LOCAL", "last=1");
        variables.put("BACKUP_RETENTION_S3", "last=1");
        variables.put("BACKUP_RETENTION_MAX_PURGE_PERCENT", "100");
        variables.put("BACKUP_LOCAL_HIGH_WATER_PERCENT", "100");
        variables.put("BACKUP_LOCK_WAIT_SECONDS", "3");
        variables.put("BACKUP_NO_PROGRESS_SECONDS", "5");
        if (NameService.isOurs()) {
            variables.replaceAll((name, value) -> value.replace("127.0.0.1", NameService.NAME));
            Path programs = PgDumpScript.withoutNames(folder.resolve("programs"), "127.0.0.1");
            variables.put("BACKUP_PG_BIN", programs.toString());
        }
    }

    private static String through(FaultyLink link, PostgresUrl url, String user, String password) {
        return Databases.text(url, user, password)
                .replace(":" + url.hosts().get(0).port() + "/", ":" + link.port() + "/");
    }

    TestService start() throws Exception {
        service = TestService.start(folder, variables, routes -> edited(routes, phase), clock);
        return service;
    }

    /** Retries come every second, as an operator could have it. */
    static String edited(String routes, Phase phase) {
        return phase.into(routes)
                .replace("retry-uploads?period=60000&delay=30000", "retry-uploads?period=1000&delay=1000")
                .replace("replay-journal?period=15000&delay=15000", "replay-journal?period=1000&delay=1000")
                .replace("list-unlisted?period=3600000&delay=600000", "list-unlisted?period=1000&delay=1000");
    }

    /** A cleanup from beginning to end. */
    static Operation cleanUp(TestService service) throws IOException {
        try (ProducerTemplate routes = service.camel().createProducerTemplate()) {
            routes.sendBody("direct:clean-up", null);
        }
        return service.operations().stream()
                .filter(o -> o.kind() == Operation.Kind.CLEANUP)
                .max(Comparator.comparing(Operation::startedAt))
                .orElseThrow();
    }

    /** Runs all of it in a process of its own, which ends at the phase. */
    boolean runVictim() throws IOException, InterruptedException {
        return Victim.isKilled(folder, phase, variables, folder.resolve("victim.log"));
    }

    void killTools() {
        long killed = ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().command().orElse("").endsWith("/pg_dump"))
                .filter(ProcessHandle::destroyForcibly)
                .count();
        assertThat(killed).isPositive();
    }

    void killServer() {
        ProcessHandle server = ProcessHandle.of(ownServer.pid()).orElseThrow();
        server.destroyForcibly();
        server.onExit().join();
    }

    void fillDisk() throws IOException {
        disk.fill();
    }

    void lockDisk() throws IOException, InterruptedException {
        disk.forbidWriting();
    }

    FaultyLink sourceLink() {
        return sourceLink;
    }

    FaultyLink catalogLink() {
        return catalogLink;
    }

    JumpingClock clock() {
        return clock;
    }

    void exhaustConnections() {
        Databases.execute(source, "ALTER ROLE " + role + " CONNECTION LIMIT 0");
    }

    /** All that its pool has; what the service holds already it may keep. */
    void takeCatalogConnections() throws SQLException {
        var pool = service.bean("catalogDataSource", HikariDataSource.class);
        while (pool.getHikariPoolMXBean().getActiveConnections() < pool.getMaximumPoolSize()) {
            taken.add(pool.getConnection());
        }
    }

    void lockTable() throws Exception {
        locker = Databases.connect(source);
        locker.setAutoCommit(false);
        try (var sql = locker.createStatement()) {
            sql.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
        }
    }

    /** Waits in the background where somebody reads the table. */
    void dropTable() throws Exception {
        drop = CompletableFuture.runAsync(() -> Databases.execute(source, "DROP TABLE noise"));
        Awaitility.await()
                .until(() -> drop.isDone()
                        || !Databases.query(
                                        source,
                                        "SELECT pid FROM pg_locks WHERE NOT granted AND relation = to_regclass('noise')")
                                .isEmpty());
    }

    void startSecondService() throws Exception {
        var others = new HashMap<>(variables);
        others.put("BACKUP_WORK_DIR", folder.resolve("second-work").toString());
        second = TestService.start(folder.resolve("second"), others, routes -> routes, clock);
    }

    void spoilS3(Fault fault) {
        spoilS3(Integer.MAX_VALUE, fault);
    }

    void spoilS3(int times, Fault fault) {
        proxy.spoil(times, requests(), fault);
    }

    /** The requests that belong to the phase. */
    private Predicate<Request> requests() {
        return switch (phase) {
            case UPLOAD -> r -> !r.get() && !r.method().equals("HEAD");
            case OFFSITE_MANIFEST -> r -> r.puts("/manifest.json");
            case VERIFICATION -> Request::get;
            case RETENTION -> r -> r.method().equals("DELETE") || r.target().matches(".*[?&]delete(=|&|$).*");
            default -> throw new IllegalStateException("S3 has no part in " + phase);
        };
    }

    /** Mends whatever was broken. */
    void heal() throws Exception {
        sourceLink.become(FaultyLink.State.GOOD);
        catalogLink.become(FaultyLink.State.GOOD);
        proxy.heal();
        disk.mend();
        if (NameService.isOurs()) {
            NameService.recall();
        }
        for (Connection connection : taken) {
            connection.close();
        }
        taken.clear();
        if (locker != null) {
            locker.close();
        }
        if (drop != null) {
            drop.get();
        }
        if (second != null) {
            second.close();
        }
        if (ownServer != null) {
            ownServer.start();
            sourceLink.lead(ownServer.port());
        }
        Databases.execute(source(), "ALTER ROLE " + role + " CONNECTION LIMIT -1");
    }

    boolean hasDisk() {
        return disk.isMounted();
    }

    PostgresUrl source() {
        return ownServer == null ? source : ownServer.url(source.database());
    }

    PostgresUrl catalog() {
        return catalog;
    }

    Path repository() {
        return disk.root().resolve("repository");
    }

    Path work() {
        return disk.root().resolve("work");
    }

    Path bucket() {
        return folder.resolve("s3/backups");
    }

    @Override
    public void close() throws Exception {
        Strike.disarm();
        heal();
        s3.close();
        proxy.close();
        sourceLink.close();
        catalogLink.close();
        disk.close();
        if (ownServer != null) {
            ownServer.delete();
        } else {
            Databases.execute(source, "DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }
}
