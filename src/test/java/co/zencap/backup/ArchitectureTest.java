package co.zencap.backup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.cli.Surroundings;
import co.zencap.backup.runtime.Web;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("co.zencap.backup");

    @Test
    void packagesFormNoCycles() {
        slices().matching("co.zencap.backup.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void thePageNamesEveryPackageAndNoOther() throws IOException {
        String page = Files.readString(Path.of("docs/architecture.md"));
        String table = page.substring(page.indexOf("| package |"), page.indexOf("## One backup"));
        List<String> named = table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> Pattern.compile("`([a-z]+)`").matcher(cell).results())
                .map(name -> name.group(1))
                .toList();
        try (var folders = Files.list(Path.of("src/main/java/co/zencap/backup"))) {
            assertThat(named)
                    .containsExactlyInAnyOrderElementsOf(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .toList());
        }
    }

    @Test
    void bytesAndPolicyKnowNoCamelAndNoHttp() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..stream..",
                        "..key..",
                        "..target..",
                        "..verify..",
                        "..operation..",
                        "..settings..",
                        "..files..",
                        "..retention..",
                        "..storage..",
                        "..objective..",
                        "..access..",
                        "..audit..",
                        "..security..",
                        "..restore..",
                        "..recovery.database..",
                        "..recovery.files..",
                        "..recovery.standalone..",
                        "..recovery.table",
                        "..drill.check..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..", "jakarta.servlet..", "java.net.http..")
                .check(CLASSES);
    }

    @Test
    void onlyTheExecAdapterOfPostgresKnowsCamel() {
        noClasses()
                .that()
                .resideInAPackage("..postgres..")
                .and()
                .resideOutsideOfPackage("..postgres.exec..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .check(CLASSES);
    }

    @Test
    void theServiceNeedsNeitherTheDemoNorTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "co.zencap.backup.demo..",
                        "co.zencap.backup.cli..",
                        "co.zencap.backup.client..",
                        "co.zencap.backup.terminal..",
                        "co.zencap.backup.liberty..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "co.zencap.backup.demo..",
                        "co.zencap.backup.cli..",
                        "co.zencap.backup.client..",
                        "co.zencap.backup.terminal..",
                        "co.zencap.backup.liberty..",
                        "picocli..")
                .check(CLASSES);
    }

    /** So that where nobody wants traces, not even their classes are there. */
    @Test
    void onlyThePackageOfTracesKnowsWhatSendsThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..trace..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(CLASSES);
    }

    /** So that where nobody wants tokens, not even its classes are there. */
    @Test
    void onlyThePackageOfTokensKnowsWhatReadsThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..access.oidc..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.nimbusds..")
                .check(CLASSES);
    }

    /** So that whoever has the key itself in the settings loads nothing of it. */
    @Test
    void onlyThePackageOfCustodyKnowsWhoKeepsKeys() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..custody..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk.services.kms..")
                .check(CLASSES);
    }

    @Test
    void timeComesFromAClock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
        // Where a program begins, and nowhere else.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("co.zencap.backup.runtime.ZencapService")
                .and()
                .doNotBelongToAnyOf(Web.class, Surroundings.class)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(Clock.class, "system", ZoneId.class)
                .check(CLASSES);
    }
}
