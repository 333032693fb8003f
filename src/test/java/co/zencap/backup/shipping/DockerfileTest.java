package co.zencap.backup.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The image is made of what is there, holds no secret and runs as nobody special. That it runs shows {@link ContainerLayoutIT}. */
class DockerfileTest {
    private static Dockerfile image;

    @BeforeAll
    static void read() throws IOException {
        image = Dockerfile.read();
    }

    @Test
    void itsBasesAreOfOneVersion() {
        assertThat(image.all("FROM"))
                .hasSize(2)
                .allMatch(base -> base.matches("[a-z/-]+:[\\w.-]*\\d{2,}[\\w.-]*( AS .*)?"));
    }

    @Test
    void everythingItTakesIsThereAndPartOfTheContext() throws IOException {
        List<String> context = Files.readAllLines(Documents.PROJECT.resolve(".dockerignore"));
        assertThat(context).contains("*", "src/test");
        for (String copy : image.all("COPY")) {
            if (copy.startsWith("--from=build ")) {
                continue;
            }
            List<String> words = Arrays.asList(copy.split(" "));
            for (String source : words.subList(0, words.size() - 1)) {
                assertThat(Documents.PROJECT.resolve(source)).exists();
                assertThat(context).contains("!" + source.split("/")[0]);
            }
        }
        for (String secret : List.of("!.secrets", "!.env.local", "!backups", "!.zencap")) {
            assertThat(context).doesNotContain(secret);
        }
    }

    @Test
    void itHoldsNoSecretAndAsksForNone() {
        assertThat(image.environment().keySet()).noneMatch(Documents::isSecret);
        assertThat(image.all("ARG")).noneMatch(each -> Documents.isSecret(each.split("=")[0]));
        assertThat(image.environment().keySet().stream().filter(name -> name.startsWith("BACKUP_")))
                .isNotEmpty()
                .isSubsetOf(Documents.settings());
    }

    @Test
    void itRunsAsAUserWithANumberAndTellsHowItIs() {
        assertThat(image.only("USER")).matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
        assertThat(image.only("HEALTHCHECK")).contains("http://127.0.0.1:${BACKUP_HTTP_PORT}/health/ready");
        assertThat(image.only("HEALTHCHECK")).contains("https://127.0.0.1:${BACKUP_HTTPS_PORT}/health/ready");
        assertThat(image.only("EXPOSE"))
                .isEqualTo(image.environment().get("BACKUP_HTTP_PORT") + " "
                        + image.environment().get("BACKUP_HTTPS_PORT"));
        assertThat(Dockerfile.words(image.only("ENTRYPOINT"))).first().isEqualTo("/usr/bin/tini");
        assertThat(image.environment())
                .containsEntry("BACKUP_LOCAL_DIR", image.volumes().get(0))
                .containsEntry("BACKUP_WORK_DIR", image.volumes().get(1));
    }

    @Test
    void clientProgramsOfSeveralVersionsAreInstalled() {
        assertThat(image.all("ARG")).contains("PG_CLIENTS=\"13 14 15 16 17 18\"");
    }
}
