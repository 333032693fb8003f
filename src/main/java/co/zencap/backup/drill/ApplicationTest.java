package co.zencap.backup.drill;

import co.zencap.backup.drill.check.CheckResult;
import co.zencap.backup.drill.check.SqlCheck;
import co.zencap.backup.drill.check.SqlChecks;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Settings.TestCommand;
import co.zencap.backup.settings.Settings.TestPage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that ask the operator's own questions of the restored database. */
public final class ApplicationTest {
    private final Settings settings;

    public ApplicationTest(Settings settings) {
        this.settings = settings;
    }

    /** Reads them first: one that can't be used fails the test in seconds, not after a long restore. */
    public void read(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.checks(SqlChecks.read(settings.checks(target(run))));
    }

    private static String target(TestRun run) {
        return run.backup().manifest().target();
    }

    /** Whether there is a program to run as well; it knows the primary database. */
    public boolean hasCommand(@ExchangeProperty("testRun") TestRun run) {
        return settings.testCommand().isPresent() && settings.isPrimary(target(run));
    }

    /** The operator's program, told by its environment where the restored database is. */
    public ToolCommand command(@ExchangeProperty("testRun") TestRun run) {
        TestCommand command = settings.testCommand().orElseThrow();
        run.operation().phase("command", 0);
        run.report().put("command", Map.of("program", command.words().get(0)));
        List<String> words = command.words();
        Sandbox sandbox = run.sandbox();
        return new ToolCommand(
                Path.of(words.get(0)),
                words.subList(1, words.size()),
                sandbox.url().childEnvironment(sandbox.passFile().path()),
                settings.home().toAbsolutePath(),
                new Limits(command.limit(), Duration.ZERO),
                Mode.RUN);
    }

    /** Whether there is a page to ask for as well; its application uses the primary database. */
    public boolean hasPage(@ExchangeProperty("testRun") TestRun run) {
        return settings.testPage().isPresent() && settings.isPrimary(target(run));
    }

    /**
     * Waits until the operator's application answers.
     *
     * @throws IOException when it does not
     */
    public void askPage(@ExchangeProperty("testRun") TestRun run) throws IOException {
        TestPage page = settings.testPage().orElseThrow();
        run.operation().phase("page", 0);
        int status = new PageCheck(page).run();
        run.report().put("page", Map.of("server", page.server(), "status", status));
    }

    /**
     * Runs all of them. Answers hold data, which alerts must not carry out of the house: they are in the report alone.
     *
     * @throws IOException naming those that failed
     */
    public void run(@ExchangeProperty("testRun") TestRun run) throws IOException, SQLException {
        if (run.checks().isEmpty()) {
            return;
        }
        run.operation().phase("checks", 0);
        var results = new ArrayList<CheckResult>();
        for (SqlCheck check : run.checks()) {
            try (Connection sandbox = run.sandbox().dataSourceForChecks().getConnection()) {
                results.add(check.run(sandbox));
            }
        }
        run.operation().result("checks", results.size());
        run.report()
                .put(
                        "checks",
                        results.stream()
                                .map(r -> Map.of("name", r.name(), "passed", r.passed(), "millis", r.millis()))
                                .toList());
        List<CheckResult> failed = results.stream().filter(r -> !r.passed()).toList();
        failed.forEach(r -> run.differences().add("Check '" + r.name() + "' failed: " + r.detail()));
        if (!failed.isEmpty()) {
            throw new IOException("The restored database does not answer as config/checks expects: "
                    + failed.stream().map(r -> "'" + r.name() + "'").collect(Collectors.joining(", "))
                    + ". HINT: ./zencap certificate shows the answers; see whether the source answers so too.");
        }
    }
}
