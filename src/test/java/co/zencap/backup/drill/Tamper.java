package co.zencap.backup.drill;

import co.zencap.backup.testing.Databases;
import org.apache.camel.ExchangeProperty;

/** Stands in the route of restoration tests between restore and comparison, and changes what was restored. */
public final class Tamper {
    private static final String COMPARE = "- bean: {ref: databaseTest, method: compare}";

    private static volatile String statements;

    private Tamper() {}

    /** The route file with this in it. */
    public static String into(String routes) {
        return routes.replace(
                COMPARE, "- bean: {beanType: " + Tamper.class.getName() + ", method: now}\n        " + COMPARE);
    }

    /** What the next tests' databases get. */
    public static void with(String sql) {
        statements = sql;
    }

    /** The next tests' databases are left as they are. */
    public static void end() {
        statements = null;
    }

    /** Called by the route. */
    public static void now(@ExchangeProperty("testRun") TestRun run) {
        if (statements != null) {
            Databases.execute(run.sandbox().url(), statements);
        }
    }
}
