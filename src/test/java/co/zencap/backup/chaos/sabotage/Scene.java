package co.zencap.backup.chaos.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.LegalHold;
import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.drill.Tamper;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.Folders;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database, files and configuration that were backed up twice, and the service that can be asked about it. */
final class Scene implements Closeable {
    private static final String ROLES = "sabotage";

    private final Path folder;
    private final PostgresUrl source = TestCluster.createDatabase();
    private final PostgresUrl catalog = TestCluster.createDatabase();
    private TestService service;
    private final Operation older;
    private final Operation backup;

    Scene(Path folder) throws Exception {
        this.folder = folder;
        // as root, the throwaway servers run as another user, who has to reach their folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        HardCases.fill(source, ROLES);
        Databases.fill(source);
        Databases.execute(source, RestoredDefect.MADE_FIRST);
        Databases.execute(source, RoleDefect.MADE_FIRST);
        for (String role : List.of("clerk_", "owner_")) {
            Databases.execute(TestCluster.sandbox().url("postgres"), "CREATE ROLE " + role + ROLES);
        }
        RestoredFileDefect.make(Files.createDirectories(uploads()));
        Files.createDirectories(checks());
        Files.writeString(configuration(), "x=1");
        Map<String, String> variables = variables();
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        service = TestService.start(folder, variables, Tamper::into);
        older = fullBackup();
        Files.writeString(uploads().resolve("two.txt"), "two");
        Files.writeString(configuration(), "x=2");
        backup = fullBackup();
        hold(older);
        hold(backup);
    }

    private Map<String, String> variables() throws IOException {
        Path program = folder.resolve("home/application");
        Files.writeString(
                program, "#!/bin/sh\ntest ! -e " + applicationFails() + " || { echo 'no such table' >&2; exit 3; }\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads());
        variables.put("BACKUP_TEST_COMMAND", "application");
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return variables;
    }

    private Operation fullBackup() {
        Operation made =
                service.backup(Kind.FULL, service.settings().fullTarget().value());
        assertThat(made.problem()).isNull();
        assertThat(service.awaitProof(made.id())).extracting(Operation::problem).containsOnlyNulls();
        return made;
    }

    private void hold(Operation made) throws IOException {
        var hold = new LegalHold(
                LegalHold.FORMAT_VERSION, made.target(), made.backupId(), "audit", "somebody", Instant.now());
        Files.write(
                folder.resolve("repository").resolve(LegalHold.key(made.target(), new BackupId(made.backupId()))),
                hold.write(service.settings().masterKey()));
    }

    /** From now on each test has a server of its own, which takes a second more: only there are roles made. */
    void giveTestsTheirOwnServers() throws Exception {
        service.close();
        service = TestService.start(folder, variables(), Tamper::into);
    }

    private Path configuration() {
        return folder.resolve("home/config/mine.properties");
    }

    /** The folder that is backed up. */
    Path uploads() {
        return folder.resolve("srv/uploads");
    }

    /** Where the operator's checks are. */
    Path checks() {
        return folder.resolve("home/config/checks");
    }

    /** While this exists, the operator's program is not content. */
    Path applicationFails() {
        return folder.resolve("broken");
    }

    /** Where the backup lies that is looked at. */
    Path stored() {
        return stored(backup);
    }

    /** Where the one before it lies. */
    Path storedOlder() {
        return stored(older);
    }

    private Path stored(Operation made) {
        return folder.resolve("repository").resolve(made.target()).resolve(made.backupId());
    }

    Operation verify() {
        return service.verify(TestService.ref(backup));
    }

    Operation test(TestType type) {
        return service.test(type, TestService.ref(backup));
    }

    /** How urgently somebody was told of an operation. */
    List<String> alerts(Operation operation) {
        return Databases.query(
                catalog,
                "SELECT level FROM zencap.backup_monitoring_alerts WHERE operation_id = '" + operation.id() + "'");
    }

    /** What is left of tests: databases on the server that they share, and files. */
    List<String> leftovers() throws IOException {
        var left = new ArrayList<>(Databases.query(
                TestCluster.sandbox().url("postgres"),
                "SELECT datname FROM pg_database WHERE datname LIKE 'zencap_sandbox%'"));
        Folders.scratch(folder.resolve("work")).stream().map(Path::toString).forEach(left::add);
        return left;
    }

    @Override
    public void close() throws IOException {
        service.close();
        HardCases.dropRoles(ROLES, source);
        Databases.execute(
                TestCluster.sandbox().url("postgres"), "DROP ROLE clerk_" + ROLES, "DROP ROLE owner_" + ROLES);
    }
}
