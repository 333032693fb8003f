package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.testing.TestApi;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartWarningTest extends AtTheShell {
    private static final String HEALTH =
            """
            {"status":"degraded","components":[
             {"name":"database","state":"%s","detail":"Connection to 127.0.0.1:1 refused.\\nIs it there?","hint":"h"},
             {"name":"catalog","state":"%s","detail":"It does not answer."},
             {"name":"scheduler","state":"unknown","detail":"It was not asked."},
             {"name":"backups","state":"degraded","detail":"There is no backup of shop yet."}]}""";

    private Optional<String> warning() {
        return StartWarning.of(new ApiClient(new ApiAddress(URI.create(api.url()), Optional.of(TestApi.KEY))));
    }

    @Test
    void whatIsAwayIsNamedInOneLine() {
        api.answer("GET " + ADMIN + "?action=health", 200, HEALTH.formatted("down", "hanging"));

        assertThat(warning())
                .contains(
                        "database is down: Connection to 127.0.0.1:1 refused. Is it there?; catalog is hanging: It does not"
                                + " answer. HINT: ./zencap health tells what to do about each.");
    }

    /** As after the first start of all. */
    @Test
    void whatOnlyHasToComeIsNoWarning() {
        api.answer("GET " + ADMIN + "?action=health", 200, HEALTH.formatted("up", "up"));

        assertThat(warning()).isEmpty();
    }

    @Test
    void aServiceThatDoesNotTellIsNoReasonToBeSilent() {
        api.close();

        assertThat(warning())
                .hasValueSatisfying(line -> assertThat(line).startsWith("how its parts are can't be asked: "));
    }
}
