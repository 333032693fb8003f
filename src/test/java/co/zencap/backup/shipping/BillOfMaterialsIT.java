package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The lists of what is installed, beside it: all parts and no others, each under a licence that the build allows. */
class BillOfMaterialsIT {
    private static final Path INSTALLED = Documents.PROJECT.resolve("target/zencap");

    private static List<JsonNode> components;
    private static String licences;

    @BeforeAll
    static void read() throws IOException {
        JsonNode bill = Json.MAPPER.readTree(Files.readString(INSTALLED.resolve("bom.json")));
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.at("/metadata/component/version").asText()).isEqualTo(Documents.version());
        components = Documents.each(bill.path("components"));
        licences = Files.readString(INSTALLED.resolve("THIRD-PARTY.txt"));
    }

    @Test
    void theyListEveryLibraryThatIsInstalled() throws IOException {
        Set<String> named = components.stream()
                .map(each ->
                        each.path("name").asText() + "-" + each.path("version").asText())
                .collect(Collectors.toSet());

        for (String library : libraries()) {
            // a jar of one processor's native code says so behind its version
            assertThat(named)
                    .as("component of " + library)
                    .anyMatch(name -> library.matches(Pattern.quote(name) + "(-linux-\\w+)?\\.jar"));
            String name = named.stream().filter(library::startsWith).findFirst().orElseThrow();
            assertThat(licences).as("licence of " + library).contains(name.replaceFirst("-(?=\\d)", ":"));
        }
    }

    /** Camel brings most of them, and the build one more: a new Camel must not leave that one behind. */
    @Test
    void allPartsOfAwsClientAreOfOneVersion() {
        assertThat(components)
                .filteredOn(each -> each.path("group").asText().equals("software.amazon.awssdk"))
                .hasSizeGreaterThan(20)
                .anyMatch(each -> each.path("name").asText().equals("kms"))
                .extracting(each -> each.path("version").asText())
                .satisfies(versions -> assertThat(Set.copyOf(versions)).hasSize(1));
    }

    @Test
    void theyListTheServerAndWhatBrowsersLoad() {
        for (String part : List.of("openliberty-runtime", "hawtio-war", "preact", "htm", "uplot")) {
            assertThat(components)
                    .as(part)
                    .filteredOn(each -> each.path("name").asText().equals(part))
                    .hasSize(1);
            assertThat(licences).contains(":" + part + ":");
        }
    }

    @Test
    void whatOnlyTestsUseIsNotInThem() {
        for (String part :
                List.of("junit-jupiter", "assertj-core", "s3mock", "greenmail", "selenium-api", "archunit")) {
            assertThat(components).noneMatch(each -> each.path("name").asText().equals(part));
            assertThat(licences).doesNotContain(":" + part + ":");
        }
    }

    @Test
    void everyPartHasALicenceAndAnAddressOfItsOwn() {
        assertThat(components).allSatisfy(each -> {
            assertThat(each.path("licenses")).as(each.path("purl").asText()).isNotEmpty();
            assertThat(each.path("purl").asText()).startsWith("pkg:maven/");
        });
        assertThat(components).extracting(each -> each.path("bom-ref").asText()).doesNotHaveDuplicates();
    }

    /** One of several licences is enough: a part under the GPL alone would end the build. */
    @Test
    void everyLicenceReportedIsAllowed() throws IOException {
        String pom = Files.readString(Documents.PROJECT.resolve("pom.xml"));
        Set<String> allowed = new HashSet<>();
        Matcher each =
                Pattern.compile("<includedLicense>([^<]+)</includedLicense>").matcher(pom);
        while (each.find()) {
            allowed.add(each.group(1));
        }
        assertThat(allowed).contains("Apache-2.0").noneMatch(name -> name.contains("GPL"));

        List<String> lines =
                licences.lines().filter(line -> line.startsWith("     (")).toList();
        assertThat(lines).hasSameSizeAs(components);
        assertThat(lines).allSatisfy(line -> {
            String under = line.replaceFirst("^((?:\\s*\\([^)]*\\))+).*$", "$1");
            assertThat(allowed).as(line).anyMatch(name -> under.contains("(" + name + ")"));
        });
    }

    @Test
    void theyAreInWhatAnImageHolds() throws IOException {
        assertThat(Files.readString(Documents.PROJECT.resolve("src/main/sh/assemble-installation")))
                .contains("target/zencap/bom.json", "target/zencap/THIRD-PARTY.txt");
    }

    @Test
    void theyTellNothingAboutTheMachineThatBuilt() throws IOException {
        String bill = Files.readString(INSTALLED.resolve("bom.json"));
        assertThat(bill + licences)
                .doesNotContain(Documents.PROJECT.toString())
                .doesNotContain(System.getProperty("user.home") + File.separator)
                .doesNotContain(".m2" + File.separator);
    }

    /** Those of the service and those of the command line. */
    private static Set<String> libraries() throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.list(INSTALLED.resolve("lib"))) {
            files.map(file -> file.getFileName().toString()).forEach(names::add);
        }
        try (var war =
                new ZipFile(Documents.PROJECT.resolve("target/zencap.war").toFile())) {
            war.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("WEB-INF/lib/.+\\.jar"))
                    .map(name -> name.substring("WEB-INF/lib/".length()))
                    .forEach(names::add);
        }
        names.removeIf(name -> name.startsWith("zencap-"));
        assertThat(names).hasSizeGreaterThan(150);
        return names;
    }
}
