package co.zencap.backup.drill;

import co.zencap.backup.drill.check.SqlFiles;
import co.zencap.backup.drill.check.SqlFiles.SqlFile;
import co.zencap.backup.postgres.PinnedSettings;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.postgresql.util.PSQLException;

/**
 * Has the operator's SQL mask what a sandbox holds, when it has been compared and before the operator's program and
 * application work with it. The files of {@code config/masking}, each in a transaction of its own.
 */
public final class Masking {
    /** After it, a server that should have ended a statement is taken for dead. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Settings settings;
    private final Path folder;
    private final Duration limit;

    public Masking(Settings settings) {
        this.settings = settings;
        folder = settings.home().resolve("config/masking");
        limit = settings.limits().wallClock();
    }

    /**
     * Reads the files first: one that can't be used fails the test in seconds, not after a long restore. The operator's program
     * and application know the primary database; the sandboxes of others nobody gets to see.
     */
    public void read(@ExchangeProperty("testRun") TestRun run) throws IOException {
        if (settings.isPrimary(run.backup().manifest().target())) {
            run.masking(SqlFiles.read(folder, "masking script"));
        }
    }

    /** Whether there is anything to run. */
    public boolean isWanted(@ExchangeProperty("testRun") TestRun run) {
        return !run.masking().isEmpty();
    }

    /**
     * Runs all, in the order of their names.
     *
     * @throws IOException naming the one that failed: what comes after would see the data as it is
     */
    public void run(@ExchangeProperty("testRun") TestRun run) throws IOException {
        run.operation().phase("masking", 0);
        List<SqlFile> scripts = run.masking();
        for (SqlFile script : scripts) {
            try (Connection connection = run.sandbox().dataSource().getConnection()) {
                run(script, connection);
            } catch (SQLException e) {
                throw new IOException(
                        "The masking script " + script.name() + " failed, and nobody was let to the restored database: "
                                + words(e) + ". HINT: try config/masking/" + script.name()
                                + " on a copy of the database; what it names may have another name now.");
            }
        }
        run.report()
                .put(
                        "masking",
                        Map.of("scripts", scripts.stream().map(SqlFile::name).toList()));
    }

    /** Without details, which hold values. */
    private static String words(SQLException e) {
        return e instanceof PSQLException refused && refused.getServerErrorMessage() != null
                ? refused.getServerErrorMessage().getMessage()
                : e.getMessage();
    }

    private void run(SqlFile script, Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis(limit.plus(GRACE)));
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(PinnedSettings.asCommands() + " SET statement_timeout = " + millis(limit));
            statement.execute(script.text());
            connection.commit();
        }
    }

    /** As the server and the driver take it. */
    private static int millis(Duration time) {
        return (int) Math.min(time.toMillis(), Integer.MAX_VALUE);
    }
}
