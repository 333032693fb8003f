package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.postgres.structure.IndexHealth;
import co.zencap.backup.postgres.structure.StructureComparison;
import co.zencap.backup.postgres.structure.StructureComparison.Compared;
import co.zencap.backup.restore.DatabaseSettings;
import co.zencap.backup.restore.StructureCheck;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that are about what the database is made of beside rows. */
public final class StructureTest {
    /** Each index and its table are read, which may take hours in all. */
    private static final Duration INDEXES = Duration.ofMinutes(30);

    /**
     * Compares it with what the source's server said in the dump's snapshot.
     *
     * @throws IOException naming the first differences
     */
    public void compare(@ExchangeProperty("testRun") TestRun run) throws IOException, SQLException {
        if (run.backup().manifest().artifact(Artifact.Role.STRUCTURE).isEmpty()) {
            run.report().put("structure", Map.of("compared", 0, "why", "the backup does not hold it"));
            return;
        }
        run.operation().phase("compare structure", 0);
        Compared compared = StructureCheck.run(run.backup(), run.sandbox().database(), notCompared(run))
                .orElseThrow();
        run.differences().addAll(compared.differences());
        StructureCheck.requireNone(compared.names(), compared.differing());
        DatabaseSettings.Checked settings = run.sandbox().settings(run.backup(), run.isWithRoles());
        run.differences().addAll(settings.differences());
        StructureCheck.requireNone(
                settings.differences(), settings.differences().size());
        run.operation().result("objects", compared.compared());
        run.report()
                .put(
                        "structure",
                        Map.of(
                                "objects", compared.compared(),
                                "settings", settings.compared(),
                                "definitionsCompared", compared.definitions(),
                                "ownersAndPrivilegesCompared", run.isWithRoles()));
    }

    private static Set<String> notCompared(TestRun run) {
        var kinds = new HashSet<>(StructureComparison.OF_NAME);
        kinds.addAll(run.isWithRoles() ? Set.of() : StructureComparison.OF_ROLES);
        return kinds;
    }

    /** Checks that indexes are in order; only of whole tests, as it reads all of them. */
    public void checkIndexes(@ExchangeProperty("testRun") TestRun run) throws IOException, SQLException {
        if (!run.type().takesFiles()) {
            return;
        }
        run.operation().phase("check indexes", 0);
        try (Connection sandbox = run.sandbox().dataSource().getConnection()) {
            IndexHealth health = IndexHealth.of(sandbox, INDEXES);
            run.differences().addAll(health.damaged());
            StructureCheck.requireNone(health.damaged(), health.damaged().size());
            run.report()
                    .put(
                            "indexes",
                            health.leftOut().isEmpty()
                                    ? Map.of("checked", health.checked())
                                    : Map.of("checked", health.checked(), "why", health.leftOut()));
        }
    }
}
