package co.zencap.backup.drill;

import co.zencap.backup.drill.check.CheckResult;
import co.zencap.backup.drill.check.SqlCheck;
import co.zencap.backup.drill.check.SqlChecks;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that ask the operator's own questions of the restored database. */
public final class ApplicationTest {
    private final Path folder;

    public ApplicationTest(Settings settings) {
        folder = settings.home().resolve("config/checks");
    }

    /** Reads them first: one that can't be used fails the test in seconds, not after a long restore. */
    public void read(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.checks(SqlChecks.read(folder));
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
            try (Connection sandbox = run.sandbox().dataSource().getConnection()) {
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
