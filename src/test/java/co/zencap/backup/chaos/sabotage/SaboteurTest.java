package co.zencap.backup.chaos.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.backup.Manifest.Kind;
import co.zencap.backup.drill.Tamper;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.HardCases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each defect the right check fails and names it; without one all pass, before and after. The list is in
 * {@code target/sabotage.md}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SaboteurTest {
    private static final String ROLES = "sabotage";
    private static final Path TABLE = Path.of("target/sabotage.md");

    @TempDir
    static Path folder;

    private static PostgresUrl source;
    private static PostgresUrl catalog;
    private static TestService service;
    private static Operation older;
    private static Operation backup;

    @BeforeAll
    static void backUp() throws Exception {
        // as root, the throwaway servers run as another user, who has to reach their folder
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        source = TestCluster.createDatabase();
        catalog = TestCluster.createDatabase();
        HardCases.fill(source, ROLES);
        Databases.fill(source);
        Databases.execute(
                source, "CREATE TABLE blanks (a int, b text)", "INSERT INTO blanks VALUES (1, ''), (2, NULL)");
        Path uploads = Files.createDirectories(folder.resolve("srv/uploads"));
        Files.writeString(uploads.resolve("one.txt"), "one");
        service = TestService.start(folder, variables(uploads), Tamper::into);
        older = fullBackup();
        Files.writeString(uploads.resolve("two.txt"), "two");
        backup = fullBackup();
        Files.writeString(TABLE, "| defect | in | found by | in these words |\n|---|---|---|---|\n");
    }

    private static Map<String, String> variables(Path uploads) throws IOException {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("BACKUP_SANDBOX_BIN", TestCluster.binaries().bin().toString());
        variables.put("BACKUP_FILE_SETS", "uploads=" + uploads);
        variables.put("BACKUP_TEST_AFTER_BACKUP", "false");
        return variables;
    }

    private static Operation fullBackup() {
        Operation made =
                service.backup(Kind.FULL, service.settings().fullTarget().value());
        assertThat(made.problem()).isNull();
        assertThat(service.awaitProof(made.id())).extracting(Operation::problem).containsOnlyNulls();
        return made;
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        HardCases.dropRoles(ROLES, source);
    }

    @Test
    @Order(1)
    void withoutADefectAllPass() throws IOException {
        allPasses();
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void whatIsWrongInTheRepositoryIsFoundByVerification(StoredDefect defect) throws IOException {
        StoredDefect.Spoilt spoilt = defect.in(stored(backup), stored(older));
        try {
            Operation verification = service.verify(TestService.ref(backup));

            assertFound(verification, spoilt.name(), defect, spoilt.name());
        } finally {
            spoilt.mend();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void whatIsWrongInTheRestoredDatabaseIsFoundByTheTest(RestoredDefect defect) throws IOException {
        Tamper.with(defect.sql());
        try {
            Operation test = service.test(defect.test(), TestService.ref(backup));

            assertFound(test, defect.words(), defect, "the restored database");
        } finally {
            Tamper.end();
        }
    }

    @Test
    @Order(3)
    void andAllPassesAgain() throws IOException {
        allPasses();
    }

    private static void allPasses() throws IOException {
        assertThat(service.verify(TestService.ref(backup)).problem()).isNull();
        assertThat(service.test(TestType.QUICK, TestService.ref(backup)).problem())
                .isNull();
        assertThat(service.test(TestType.FULL, TestService.ref(backup)).problem())
                .isNull();
    }

    /** The operation fails, names the defect, says what to do, and wakes somebody. */
    private static void assertFound(Operation operation, String words, Enum<?> defect, String where)
            throws IOException {
        assertThat(operation.state()).isEqualTo(State.FAILED);
        String detail = operation.problem().detail();
        assertThat(detail).contains(words);
        assertThat(operation.problem().hint()).isNotBlank();
        Awaitility.await().untilAsserted(() -> assertThat(Databases.query(
                        catalog,
                        "SELECT level FROM zencap.backup_monitoring_alerts WHERE operation_id = '" + operation.id()
                                + "'"))
                .containsExactly("critical"));
        String sentence =
                detail.substring(detail.indexOf(words)).lines().findFirst().orElse("");
        Files.writeString(
                TABLE,
                "| " + defect.name().toLowerCase().replace('_', ' ') + " | " + where + " | " + operation.kind() + " | "
                        + sentence.substring(0, Math.min(100, sentence.length()))
                                .replace("|", "\\|") + " |\n",
                StandardOpenOption.APPEND);
    }

    private static Path stored(Operation made) {
        return folder.resolve("repository").resolve(made.target()).resolve(made.backupId());
    }
}
