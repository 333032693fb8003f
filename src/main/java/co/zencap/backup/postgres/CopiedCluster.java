package co.zencap.backup.postgres;

import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.LocalCluster.Profile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A recovered copy of somebody's cluster, which runs on 127.0.0.1 to be read by us, and is deleted at the end. */
public final class CopiedCluster implements Closeable {
    /** Of those names that a server reserves, so that none of the original's roles has it. */
    private static final String ENTRANCE = "pg_zencap_entrance";

    private final LocalCluster cluster;

    private CopiedCluster(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /** Its data directory in its folder. */
    public static Path data(Path home) {
        return home.resolve("data");
    }

    /** Prepares a promoted one for us: nobody knows the passwords of the original's roles. */
    public static void admit(RecoveringServer promoted, Path home) throws IOException {
        promoted.letIn(ENTRANCE, ClusterFolder.password(home));
    }

    /**
     * Starts it.
     *
     * @param home its folder
     * @param limits settings of which it needs at least as much as the original had
     */
    public static CopiedCluster start(ServerBinaries binaries, Path home, Map<String, Integer> limits)
            throws IOException {
        var all = new LinkedHashMap<>(Quarantine.settings(data(home), binaries.major()));
        all.put(
                "hba_file",
                write(home, "pg_hba.conf", "host all " + ENTRANCE + " 127.0.0.1/32 scram-sha-256\n", binaries));
        all.put("ident_file", write(home, "pg_ident.conf", "", binaries));
        if (Files.notExists(data(home).resolve("postgresql.conf"))) {
            all.put("config_file", write(home, "postgresql.conf", "", binaries));
        }
        limits.forEach((name, value) -> all.put(name, String.valueOf(value)));
        all.put("max_wal_senders", "0"); // as befits wal_level = minimal
        return new CopiedCluster(
                LocalCluster.start(new LocalCluster.Settings(binaries, home, 0, Profile.THROWAWAY, all, ENTRANCE)));
    }

    private static String write(Path home, String name, String text, ServerBinaries binaries) throws IOException {
        Path file = home.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, Private.FILE);
        Files.writeString(file, text);
        var owner = ServerAccount.choose(binaries.bin(), home).owner();
        if (owner.isPresent()) {
            owner.get().own(file);
        }
        return file.toString();
    }

    /** Where to reach a database of it, with all rights. */
    public PostgresUrl url(String database) {
        return cluster.url(database);
    }

    @Override
    public void close() throws IOException {
        cluster.delete();
    }
}
