package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A real backup of a small shop in a local repository, as the service makes it. */
final class ShopBackup {
    private ShopBackup() {}

    /** @param variables further settings of the service that makes it */
    static StoredBackup make(Path folder, PostgresUrl source, Map<String, String> variables) throws Exception {
        Databases.fill(source);
        var all = new HashMap<String, String>();
        all.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        all.put("BACKUP_CATALOG_URL", Databases.text(TestCluster.createDatabase()));
        all.put("BACKUP_TEST_AFTER_BACKUP", "false");
        all.putAll(variables);
        try (TestService service = TestService.start(folder, all)) {
            Operation backup = service.backup();
            return StoredBackup.open(
                    new LocalRepository(service.settings().localDir()),
                    backup.target(),
                    new BackupId(backup.backupId()),
                    service.settings().masterKey());
        }
    }

    static RestoreTools tools(Path folder) {
        return new RestoreTools(Optional.empty(), folder.resolve("work"), Limits.NONE, 2);
    }

    static RunningOperation operation() {
        return new Operations(Clock.systemUTC(), operation -> {}).begin(Kind.RECOVERY, "shop", null);
    }
}
