package co.zencap.backup.bench;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A restoration test, comparison included, against pg_restore of the same dump lying decrypted on disk. */
final class RestoreContest implements Contest {
    private final List<Contender> contenders = new ArrayList<>();
    private final LocalCluster sandbox;
    private final TestService service;
    private final TestService throwaway;
    private String notes = "";

    RestoreContest(Path folder, LocalCluster cluster, PostgresUrl source) throws Exception {
        sandbox = LocalCluster.start(new LocalCluster.Settings(
                EmbeddedBinaries.unpack(folder.resolve("postgres")),
                folder.resolve("sandbox-cluster"),
                0,
                Profile.DURABLE,
                Map.of("shared_buffers", "512MB", "max_wal_size", "4GB")));
        cluster.dropDatabase("catalog");
        cluster.createDatabase("catalog");
        Path own = Files.createDirectories(folder.resolve("service-restore"));
        Folders.delete(own);
        var variables = new HashMap<>(Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(cluster.url("catalog")),
                "TEST_POSTGRES_URL", Databases.text(sandbox.url("postgres")),
                "BACKUP_RESTORE_JOBS", "2",
                "BACKUP_TEST_AFTER_BACKUP", "false"));
        service = TestService.start(own, variables);
        Operation backup = service.backup();
        service.awaitProof(backup.id());
        variables.remove("TEST_POSTGRES_URL");
        variables.put(
                "BACKUP_SANDBOX_BIN",
                EmbeddedBinaries.unpack(folder.resolve("postgres")).bin().toString());
        variables.put("BACKUP_LOCAL_DIR", service.settings().localDir().toString());
        Path other = Files.createDirectories(folder.resolve("service-throwaway"));
        Folders.delete(other);
        throwaway = TestService.start(other, variables);
        Path dump = folder.resolve("decrypted.dump");
        decrypt(backup, dump);
        contenders.add(new Contender("pg_restore -j2 of the decrypted dump", () -> {
            sandbox.dropDatabase("restored");
            sandbox.createDatabase("restored");
            long start = System.nanoTime();
            Shell.run(folder, sandbox.url("restored"), "pg_restore -j2 -d restored --no-owner decrypted.dump");
            double seconds = (System.nanoTime() - start) / 1e9;
            sandbox.dropDatabase("restored");
            return seconds;
        }));
        contenders.add(Contender.inProcess("zencap restoration test, same server", () -> test(service, backup)));
        contenders.add(
                Contender.inProcess("zencap restoration test, own throwaway server", () -> test(throwaway, backup)));
    }

    private double test(TestService tester, Operation backup) throws Exception {
        Operation test = tester.test(TestType.QUICK, TestService.ref(backup));
        if (test.problem() != null) {
            throw new IllegalStateException(test.problem().sentence());
        }
        notes = "phases of the last test in ms: " + test.result().get("timingsMillis");
        return test.durationMillis() / 1e3;
    }

    private void decrypt(Operation backup, Path dump) throws Exception {
        var local = new LocalRepository(service.settings().localDir());
        StoredBackup stored = StoredBackup.open(
                local,
                backup.target(),
                new BackupId(backup.backupId()),
                service.settings().masterKey());
        Artifact artifact = stored.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        try (var in = stored.plaintext(artifact, stored.openStored(artifact, bytes -> {}))) {
            Files.copy(in, dump, StandardCopyOption.REPLACE_EXISTING);
        }
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
        throwaway.close();
        service.close();
        sandbox.delete();
    }
}
