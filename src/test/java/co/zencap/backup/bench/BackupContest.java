package co.zencap.backup.bench;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A backup to the durable local repository against plain pg_dump. */
final class BackupContest implements Contest {
    private final List<Contender> contenders = new ArrayList<>();
    private final List<TestService> services = new ArrayList<>();
    private final Path folder;
    private String notes = "";

    BackupContest(Path folder, LocalCluster cluster, PostgresUrl source) throws Exception {
        this.folder = folder;
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        contenders.add(new Contender(
                "pg_dump -Fc -Z0 > /dev/null", () -> Shell.run(folder, source, "pg_dump -Fc -Z0 > /dev/null")));
        if (Shell.has("zstd") && Shell.has("openssl")) {
            contenders.add(new Contender(
                    "pg_dump -Fc -Z0 | zstd -3 -T0 | openssl aes-256-ctr > file",
                    () -> Shell.run(
                            folder,
                            source,
                            "pg_dump -Fc -Z0 | zstd -q -3 -T0 | openssl enc -aes-256-ctr -pbkdf2 -pass pass:bench"
                                    + " > pipeline.out")));
        } else {
            notes += "zstd or openssl is missing: the shell pipeline was not run. ";
        }
        contenders.add(new Contender("pg_dump -Fc > file", () -> Shell.run(folder, source, "pg_dump -Fc > plain.out")));
        add("zencap", cluster, source, "full");
        add("zencap, fingerprint off", cluster, source, "off");
    }

    private void add(String name, LocalCluster cluster, PostgresUrl source, String fingerprint) throws Exception {
        Path own = Files.createDirectories(folder.resolve("service-" + fingerprint));
        Folders.delete(own);
        var variables = new HashMap<>(Map.of(
                "POSTGRES_URL_NON_POOLING",
                Databases.text(source),
                "BACKUP_CATALOG_URL",
                Databases.text(cluster.url("catalog")),
                "BACKUP_TEST_AFTER_BACKUP",
                "false",
                "BACKUP_FINGERPRINT",
                fingerprint));
        TestService service = TestService.start(own, variables);
        services.add(service);
        contenders.add(Contender.inProcess(name, () -> {
            Operation backup = service.backup();
            if (backup.problem() != null) {
                throw new IllegalStateException(backup.problem().sentence());
            }
            service.awaitProof(backup.id());
            notes = "stored: " + (((Number) backup.result().get("storedBytes")).longValue() >> 20) + " MB of "
                    + (((Number) backup.result().get("plainBytes")).longValue() >> 20) + " MB";
            Folders.delete(own.resolve("repository/" + backup.target() + "/" + backup.backupId()));
            return backup.durationMillis() / 1e3;
        }));
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    @Override
    public String notes() {
        return notes;
    }

    @Override
    public void close() throws Exception {
        for (TestService service : services) {
            service.close();
        }
    }
}
