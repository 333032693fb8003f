package co.zencap.backup.drill;

import co.zencap.backup.drill.FilesTest.RestoredSet;
import co.zencap.backup.testing.Databases;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** Stands in the route of restoration tests between restore and comparison, and changes what was restored. */
public final class Tamper {
    private static final String DATABASE = "- bean: {ref: databaseTest, method: compare}";
    private static final String FILES = "- bean: {ref: filesTest, method: compare}";

    private static volatile String statements;
    private static volatile Path original;
    private static volatile Damage damage;

    private Tamper() {}

    /** Something that happens to restored files. */
    public interface Damage {
        /** @param files the folder that came back */
        void on(Path files) throws IOException;
    }

    /** The route file with this in it. */
    public static String into(String routes) {
        return routes.replace(DATABASE, before(DATABASE, "database", 8)).replace(FILES, before(FILES, "files", 14));
    }

    private static String before(String step, String method, int indent) {
        return "- bean: {beanType: " + Tamper.class.getName() + ", method: " + method + "}\n" + " ".repeat(indent)
                + step;
    }

    /** What the next tests' databases get. */
    public static void with(String sql) {
        statements = sql;
    }

    /** What happens in the next tests to a folder that was backed up. */
    public static void with(Path folder, Damage happening) {
        original = folder;
        damage = happening;
    }

    /** What the next tests restore is left as it is. */
    public static void end() {
        statements = null;
        damage = null;
    }

    /** Called by the route. */
    public static void database(@ExchangeProperty("testRun") TestRun run) {
        if (statements != null) {
            Databases.execute(run.sandbox().url(), statements);
        }
    }

    /** Called by the route. */
    public static void files(@Body RestoredSet files, @ExchangeProperty("testRun") TestRun run) throws IOException {
        if (damage != null) {
            Path restored = run.files(files.set()).resolve(original.toString().substring(1));
            if (restored.toFile().exists()) {
                damage.on(restored);
            }
        }
    }
}
