package co.zencap.backup.chaos.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.drill.Tamper;
import co.zencap.backup.drill.TestType;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
    private static final String DATABASE = "the restored database";

    @TempDir
    static Path folder;

    private static Scene scene;

    @BeforeAll
    static void backUp() throws Exception {
        scene = new Scene(folder);
        DefectTable.begin();
    }

    @AfterAll
    static void stop() throws IOException {
        scene.close();
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        assertThat(scene.leftovers()).isEmpty();
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
        StoredDefect.Spoilt spoilt = defect.in(scene.stored(), scene.storedOlder());
        try {
            assertFound(scene.verify(), spoilt.name() + ":", defect.name(), spoilt.name());
        } finally {
            spoilt.mend();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(3)
    void whatIsWrongInTheRestoredDatabaseIsFoundByTheTest(RestoredDefect defect) throws IOException {
        Tamper.with(defect.sql());
        try {
            assertFound(scene.test(defect.test()), defect.words(), defect.name(), DATABASE);
        } finally {
            Tamper.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(4)
    void whatIsWrongWithRestoredFilesIsFoundByTheFullTest(RestoredFileDefect defect) throws IOException {
        Tamper.with(scene.uploads(), defect);
        try {
            assertFound(scene.test(TestType.FULL), defect.words(), defect.name(), "the restored files");
        } finally {
            Tamper.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Order(5)
    void whatTheOperatorDoesNotExpectIsFoundByHisChecks(AnswerDefect defect) throws IOException {
        Path check = Files.writeString(scene.checks().resolve(AnswerDefect.FILE), defect.check());
        try {
            assertFound(scene.test(TestType.QUICK), defect.words(), defect.name(), "an answer of " + DATABASE);
        } finally {
            Files.delete(check);
        }
    }

    @Test
    @Order(5)
    void anApplicationThatDoesNotStartIsFoundByTheOperatorsProgram() throws IOException {
        Path broken = Files.createFile(scene.applicationFails());
        try {
            assertFound(scene.test(TestType.QUICK), "exit status 3", "application that does not start", DATABASE);
        } finally {
            Files.delete(broken);
        }
    }

    /** The manifest says what belongs to a backup. */
    @Test
    @Order(6)
    void anObjectThatTheManifestDoesNotNameHarmsNobody() throws IOException {
        Path stray = Files.writeString(scene.stored().resolve("stray.dump.zst.enc"), "whatever");
        try {
            allPasses();
        } finally {
            Files.delete(stray);
        }
    }

    @Test
    @Order(7)
    void andAllPassesAgain() throws Exception {
        allPasses();
        scene.giveTestsTheirOwnServers();
        allPasses();
    }

    @ParameterizedTest
    @EnumSource
    @Order(8)
    void whatIsWrongWithRestoredRolesIsFoundByTheFullTest(RoleDefect defect) throws IOException {
        Tamper.with(defect.sql());
        try {
            assertFound(scene.test(TestType.FULL), defect.words(), defect.name(), DATABASE);
        } finally {
            Tamper.end();
        }
    }

    @Test
    @Order(9)
    void andAllPassesOnceMore() throws IOException {
        allPasses();
    }

    private static void allPasses() throws IOException {
        assertThat(scene.verify().problem()).isNull();
        assertThat(scene.test(TestType.QUICK).problem()).isNull();
        Operation full = scene.test(TestType.FULL);
        assertThat(full.problem()).isNull();
        assertThat(full.result()).containsEntry("fileSets", 2);
    }

    /** The operation fails, names the defect, says what to do, and wakes somebody. */
    private static void assertFound(Operation operation, String words, String defect, String where) throws IOException {
        assertThat(operation.state()).isEqualTo(State.FAILED);
        assertThat(operation.problem().detail()).contains(words);
        assertThat(operation.problem().hint()).isNotBlank();
        Awaitility.await()
                .untilAsserted(() -> assertThat(scene.alerts(operation)).containsExactly("critical"));
        DefectTable.add(defect, where, operation, words);
    }
}
