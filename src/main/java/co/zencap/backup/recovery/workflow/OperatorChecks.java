package co.zencap.backup.recovery.workflow;

import co.zencap.backup.drill.check.CheckResult;
import co.zencap.backup.drill.check.SqlCheck;
import co.zencap.backup.drill.check.SqlChecks;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.restore.RestoredDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/** The operator's own questions in {@code config/checks}, asked of a database that is recovered. */
final class OperatorChecks {
    private final Path folder;

    OperatorChecks(Path folder) {
        this.folder = folder;
    }

    /** Reads them: one that can't be used is known before anything is done. */
    List<SqlCheck> read() throws IOException {
        return SqlChecks.read(folder);
    }

    /**
     * Asks all of them. Answers hold data, which alerts must not carry out of the house: only names are told.
     *
     * @return how many there are
     * @throws IOException naming those that failed
     */
    int requirePassed(PostgresUrl url) throws IOException {
        PGSimpleDataSource database = RestoredDatabase.dataSource(url);
        try {
            database.setMaxResultBuffer(SqlCheck.MAX_RESULT_BUFFER);
            var failed = new ArrayList<CheckResult>();
            List<SqlCheck> checks = read();
            for (SqlCheck check : checks) {
                try (Connection session = database.getConnection()) {
                    CheckResult result = check.run(session);
                    if (!result.passed()) {
                        failed.add(result);
                    }
                }
            }
            if (!failed.isEmpty()) {
                throw new IOException("The recovered database does not answer as config/checks expects: "
                        + failed.stream().map(r -> "'" + r.name() + "'").collect(Collectors.joining(", "))
                        + ". HINT: choose an earlier backup (backupTimestamp), or mend the checks.");
            }
            return checks.size();
        } catch (SQLException e) {
            throw ServerFailure.of("ask the checks", url, e);
        }
    }
}
