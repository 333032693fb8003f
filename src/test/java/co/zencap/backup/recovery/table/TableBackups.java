package co.zencap.backup.recovery.table;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.target.TargetId;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real backups, and what restores tables of them. */
final class TableBackups {
    private TableBackups() {}

    /** Makes one, as the service does. */
    static StoredBackup make(Path folder, PostgresUrl source) throws Exception {
        Map<String, String> variables = Map.of(
                "POSTGRES_URL_NON_POOLING", Databases.text(source),
                "BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()),
                "BACKUP_TEST_AFTER_BACKUP", "false");
        try (TestService service = TestService.start(folder, variables)) {
            Operation backup = service.backup();
            if (backup.problem() != null) {
                throw new IllegalStateException(backup.problem().sentence());
            }
            return open(new LocalRepository(service.settings().localDir()), service.settings(), backup.backupId());
        }
    }

    private static StoredBackup open(Repository repository, Settings settings, String id) throws IOException {
        TargetId target = settings.target();
        return StoredBackup.open(repository, target.value(), new BackupId(id), settings.masterKey());
    }

    static TableRecovery tables(PostgresUrl live, Path folder) {
        return tables(live, folder, Optional.empty());
    }

    /** @param postgresBin where the client programs are */
    static TableRecovery tables(PostgresUrl live, Path folder, Optional<Path> postgresBin) {
        return tables(live, folder, postgresBin, Duration.ofSeconds(50));
    }

    /** @param answer how long whoever asks is kept waiting */
    static TableRecovery tables(PostgresUrl live, Path folder, Optional<Path> postgresBin, Duration answer) {
        var tools = new RestoreTools(postgresBin, folder.resolve("work"), Limits.NONE, 2);
        var limits = new Settings.Limits(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofSeconds(2), 0, 0);
        return TableRecovery.of(live, tools, limits, answer, Clock.systemUTC());
    }

    static RunningOperation operation() {
        return new Operations(Clock.systemUTC(), operation -> {}).begin(Kind.TABLE_RESTORATION, "shop", null);
    }

    static TableWish wish(String name) {
        return TableWish.parse(name);
    }

    /** What the structure is read in, while somebody does. */
    static List<String> structureDatabases(PostgresUrl server) {
        return Databases.query(
                server, "SELECT datname FROM pg_database WHERE starts_with(datname, 'zencap_structure_')");
    }

    static List<Path> scratch(Path folder) throws IOException {
        return Folders.scratch(folder.resolve("work"));
    }
}
