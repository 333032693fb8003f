package co.zencap.backup.drill;

import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.SwapStep;
import co.zencap.backup.recovery.database.Verified;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.ExchangeProperty;

/**
 * The step of a disaster simulation that is about the database: what it rehearses is the recovery itself, from the roles to the
 * swap, on a server that has nothing.
 */
public final class DisasterDrill {
    private static final String ID = "drill";

    private final RestoreTools tools;

    public DisasterDrill(Settings settings) {
        this.tools = RestoreTools.of(settings);
    }

    /** Recovers the database as on the worst day, in the place of the sandbox's own empty one. */
    public void recover(@ExchangeProperty("testRun") TestRun run) throws IOException, InterruptedException {
        DatabaseTest.requireSpace(run);
        try (DatabaseRecovery recovery = DatabaseRecovery.open(run.sandbox().url(), ID, tools, run.isWithRoles())) {
            recovery.beside(run.backup(), run.operation()).forEach(run::note);
            Verified verified = recovery.verify(run.backup(), run.operation(), run.differences()::add);
            verified.leftOut().forEach(run::note);
            recovery.analyze(run.operation());
            run.operation().phase("swap", 0);
            recovery.swap(SwapStep.Witness.NONE).forEach(run::note);
            recovery.forget();
            report(run, verified);
        }
    }

    private static void report(TestRun run, Verified verified) throws IOException {
        Object made = run.operation().snapshot().result().get("rolesMade");
        int roles = made instanceof Collection<?> names ? names.size() : 0;
        run.operation().result("roles", roles);
        run.report().put("roles", Map.of("made", roles));
        var database = new LinkedHashMap<String, Object>();
        database.put("tables", verified.tables());
        database.put("rows", verified.rows());
        run.backup()
                .manifest()
                .fingerprint()
                .map(Fingerprint::largeObjects)
                .ifPresent(objects -> database.put("largeObjects", objects.count()));
        database.put("contentCompared", verified.content());
        database.put("serverMajor", run.sandbox().serverMajor());
        run.report().put("database", database);
    }
}
