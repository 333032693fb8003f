package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A running server with a database and two tablespaces, whose folders have names that few would give them. */
final class LiveTablespaces implements AutoCloseable {
    private static final Map<String, String> QUIET = Map.of("autovacuum", "off");

    final Path home = TestCluster.newHome();
    final Path fast = home.resolve("fast ones, the \"best\"=1");
    final Path large = home.resolve("large");
    final PostgresUrl shop;
    private final LocalCluster server;

    /** @param more of its settings */
    LiveTablespaces(ServerBinaries binaries, Map<String, String> more) throws IOException {
        var settings = new HashMap<>(QUIET);
        settings.putAll(more);
        server = Machine.start(binaries, home, settings);
        shop = server.createDatabase("shop");
        create("fast", fast);
        create("large", large);
        Databases.execute(
                shop,
                "CREATE TABLE orders (id int PRIMARY KEY USING INDEX TABLESPACE fast, body text) TABLESPACE large",
                "INSERT INTO orders SELECT i, repeat(md5(i::text), 4) FROM generate_series(1, 20000) i",
                "CREATE TABLE notes (id int) TABLESPACE fast");
    }

    PostgresUrl url(String database) {
        return server.url(database);
    }

    void create(String name, Path folder) throws IOException {
        Files.createDirectory(folder);
        Files.setOwner(folder, Files.getOwner(home.resolve("data")));
        Databases.execute(
                shop, "CREATE TABLESPACE " + Quoting.name(name) + " LOCATION " + Quoting.text(folder.toString()));
    }

    /** Every file of a folder, by what is in it. */
    static Map<String, String> content(Path folder) throws Exception {
        var all = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.toList()) {
                String name = folder.relativize(each).toString();
                if (Files.isRegularFile(each)) {
                    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(each));
                    all.put(name, HexFormat.of().formatHex(hash));
                } else {
                    all.put(name, "");
                }
            }
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        try (server) {
            // it stops first
        }
        FileTree.delete(home);
    }
}
