package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.TestApi;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands have in common: settings, refusals, usage; and those that need no service. */
class ZencapTest extends AtTheShell {
    @ParameterizedTest
    @CsvSource({"400, 6", "403, 4", "404, 5", "409, 6", "422, 6", "500, 1", "501, 6", "503, 3"})
    void refusalsHaveAStatusEachAndSayWhatToDo(int http, int exit) {
        api.answer("GET /api/v1/backups", http, TestApi.problem("It failed", "Because.", "Do this."));

        assertThat(zencap("list", "--json")).isEqualTo(exit);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isEqualTo("It failed: Because.\nHINT: Do this.\n");
    }

    @Test
    void aWrongKeyIsNotAuthorised() {
        environment.put("ADMIN_API_KEY", "wrong".repeat(8));

        assertThat(zencap("status")).isEqualTo(4);
        assertThat(terminal.err()).doesNotContain("wrongwrong");
    }

    @Test
    void noKeyIsSaidBeforeAnythingIsSent() {
        environment.remove("ADMIN_API_KEY");

        assertThat(zencap("status")).isEqualTo(4);
        assertThat(api.requests()).isEmpty();
        assertThat(terminal.err()).contains("ADMIN_API_KEY is not set").contains("HINT:");
    }

    @Test
    void aKeyThatCanNotBeSentIsNotRepeated() {
        environment.put("ADMIN_API_KEY", "hunter2\nhunter2");

        assertThat(zencap("status")).isEqualTo(2);
        assertThat(terminal.err()).contains("ADMIN_API_KEY").doesNotContain("hunter2");
    }

    @Test
    void theFileIsReadAndTheEnvironmentWins() throws IOException {
        environment.remove("ADMIN_API_KEY");
        Files.writeString(
                home.resolve(".env.local"), "ADMIN_API_KEY=" + TestApi.KEY + "\nBACKUP_API_URL=http://localhost:1\n");
        api.answer("GET /api/v1/backups", 200, "[]").answer("GET " + ADMIN + "?action=status", 200, "{}");

        assertThat(zencap("list")).isZero();
    }

    @Test
    void aMalformedFileIsAWrongSetting() throws IOException {
        Files.writeString(home.resolve(".env.local"), "hunter2\n");

        assertThat(zencap("list")).isEqualTo(2);
        assertThat(terminal.err()).contains(".env.local, line 1").doesNotContain("hunter2");
    }

    @Test
    void nobodyListeningIsUnreachable() {
        api.close();

        assertThat(zencap("list")).isEqualTo(3);
        assertThat(terminal.err()).contains("can't be reached").contains("./zencap start");
    }

    @Test
    void anotherServerIsNotMistakenForOurs() {
        api.answer("GET /api/v1/backups", 200, "<html>hello</html>");

        assertThat(zencap("list")).isEqualTo(3);
        assertThat(terminal.err())
                .contains("did not answer as ZenCap Backup does")
                .contains("BACKUP_API_URL");
    }

    @ParameterizedTest
    @CsvSource({"bogus", "verify", "backup --jsn", "demo --port 0", "demo --port x"})
    void wrongUsagePointsToHelp(String arguments) {
        assertThat(zencap(arguments.split(" "))).isEqualTo(2);
        assertThat(terminal.err())
                .startsWith("Wrong usage: ")
                .contains("HINT: ./zencap")
                .contains("--help");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void noCommandShowsHelpAndIsWrongUsage() {
        assertThat(zencap()).isEqualTo(2);
        assertThat(terminal.err()).contains("Exit status:").contains("Examples:");
    }

    @Test
    void helpTeaches() {
        assertThat(zencap("--help")).isZero();
        assertThat(terminal.out()).contains("Examples:", "ADMIN_API_KEY", "BACKUP_API_URL", "Exit status:", "NO_COLOR");
        assertThat(terminal.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void keysAreNewAndSixtyFourHexDigits() {
        assertThat(zencap("keygen")).isZero();
        assertThat(zencap("keygen", "--admin")).isZero();
        assertThat(terminal.out().lines()).hasSize(2).doesNotHaveDuplicates().allSatisfy(key -> assertThat(key)
                .matches("[0-9a-f]{64}"));
        assertThat(terminal.err()).contains("BACKUP_ENCRYPTION_KEY", "ADMIN_API_KEY");
    }

    @Test
    void startingWithoutADatabaseSaysWhatIsMissing() {
        assertThat(zencap("start")).isEqualTo(2);
        assertThat(terminal.err()).contains("No database is set.").contains("POSTGRES_URL_NON_POOLING");
    }

    @Test
    void stoppingWhatDoesNotRunIsFine() {
        assertThat(zencap("stop")).isZero();
        assertThat(terminal.err()).contains("does not run");
    }

    /** A list of commands shows of each no more than the first line. */
    @Test
    void theFirstLineOfEachDescriptionIsAWholeSentence() {
        var commands =
                Zencap.commands(new Surroundings(home, environment, terminal.terminal(), Clock.systemUTC(), () -> {}));
        List<CommandSpec> all = tree(commands.getCommandSpec()).toList();

        assertThat(all).as("all commands, and theirs").hasSizeGreaterThan(50);
        assertThat(all).allSatisfy(command -> assertThat(shown(command))
                .as(command.qualifiedName())
                .endsWith(".")
                .hasSizeBetween(10, 110));
    }

    private static Stream<CommandSpec> tree(CommandSpec command) {
        return Stream.concat(
                Stream.of(command),
                command.subcommands().values().stream().distinct().flatMap(sub -> tree(sub.getCommandSpec())));
    }

    private static String shown(CommandSpec command) {
        String[] header = command.usageMessage().header();
        return (header.length > 0 ? header : command.usageMessage().description())[0];
    }
}
