package co.zencap.backup.catalog;

import co.zencap.backup.figures.Shortened;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.FailureCause;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The catalog is away, in sentences for a person. What the pool and the migration make of it is left out: that names their
 * own parts. What the driver says stands at the end, in short.
 */
public final class CatalogFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private static final int MOST_CHARACTERS = 200;

    /**
     * States of a connection that could not be had or was lost: PostgreSQL's classes 08 and 28, no such database, too many
     * connections, and a server that stops or starts.
     */
    private static final Pattern AWAY = Pattern.compile("08...|28...|3D000|53300|57P0.");

    private final transient Problem problem;

    private CatalogFailure(Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
    }

    /** From what was thrown when the catalog was used; empty when it is there, and something else is wrong. */
    static Optional<CatalogFailure> in(Throwable thrown) {
        boolean away = false;
        SQLException driver = null;
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                boolean pool = sql instanceof SQLTransientConnectionException;
                away |= pool || AWAY.matcher(String.valueOf(sql.getSQLState())).matches();
                driver = pool ? driver : sql;
            }
        }
        return away ? Optional.of(new CatalogFailure(problem(driver), thrown)) : Optional.empty();
    }

    private static Problem problem(SQLException driver) {
        String title = "The catalog is away";
        String meanwhile = "Backups go on meanwhile, and are written to it when it is back.";
        if (driver == null) {
            return new Problem(
                    title,
                    "no connection to it could be had in time; its server hangs, or all connections are in use.",
                    "see in ./zencap status where it is, and look at its server's load and network. " + meanwhile);
        }
        FailureCause cause = FailureCause.of(driver);
        return new Problem(
                title, cause.what() + ". The driver says: " + words(driver) + ".", cause.hint() + ". " + meanwhile);
    }

    /** The first sentence; what follows is advice, which the hint gives better. */
    static String words(SQLException driver) {
        String first = String.valueOf(driver.getMessage()).strip().split("\\.(\\s|$)|\\R", 2)[0];
        return Shortened.of(first, MOST_CHARACTERS, "...");
    }

    /** What failed, why, and what to do. */
    public Problem problem() {
        return problem;
    }
}
