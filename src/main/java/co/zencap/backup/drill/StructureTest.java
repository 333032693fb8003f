package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.structure.IndexHealth;
import co.zencap.backup.postgres.structure.StructureComparison;
import co.zencap.backup.postgres.structure.StructureComparison.Compared;
import co.zencap.backup.postgres.structure.StructureItem;
import co.zencap.backup.postgres.structure.StructureReading;
import co.zencap.backup.postgres.structure.StructureReading.Patience;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.ExchangeProperty;

/** The steps of a restoration test that are about what the database is made of beside rows. */
public final class StructureTest {
    private static final int SHOWN = 10;

    /** Each index and its table are read, which may take hours in all. */
    private static final Duration INDEXES = Duration.ofMinutes(30);

    /**
     * Compares it with what the source's server said in the dump's snapshot.
     *
     * @throws IOException naming the first differences
     */
    public void compare(@ExchangeProperty("testRun") TestRun run) throws IOException, SQLException {
        Optional<Artifact> artifact = run.backup().manifest().artifact(Artifact.Role.STRUCTURE);
        if (artifact.isEmpty()) {
            run.report().put("structure", Map.of("compared", 0, "why", "the backup does not hold it"));
            return;
        }
        run.operation().phase("compare structure", 0);
        boolean sameServer = run.sandbox().serverMajor()
                == run.backup().manifest().source().orElseThrow().serverMajor();
        Compared compared;
        try (MeasuredInputStream stored = run.backup().openStored(artifact.get(), b -> {});
                InputStream plain = run.backup().plaintext(artifact.get(), stored);
                var expected = Json.MAPPER.readerFor(StructureItem.class).<StructureItem>readValues(plain);
                Connection sandbox = run.sandbox().dataSource().getConnection()) {
            sandbox.setAutoCommit(false); // so that rows come as they are read
            try (StructureReading found = StructureReading.of(sandbox, List.of(), Patience.ENDLESS)) {
                compared = StructureComparison.of(
                        expected, found, run.isWithRoles() ? Set.of() : StructureComparison.OF_ROLES, sameServer);
            }
        }
        run.differences().addAll(compared.differences());
        requireNone(compared.names(), compared.differing());
        run.operation().result("objects", compared.compared());
        run.report()
                .put(
                        "structure",
                        Map.of(
                                "objects", compared.compared(),
                                "definitionsCompared", compared.definitions(),
                                "ownersAndPrivilegesCompared", run.isWithRoles()));
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
            requireNone(health.damaged(), health.damaged().size());
            run.report()
                    .put(
                            "indexes",
                            health.leftOut().isEmpty()
                                    ? Map.of("checked", health.checked())
                                    : Map.of("checked", health.checked(), "why", health.leftOut()));
        }
    }

    private static void requireNone(List<String> differences, long count) throws IOException {
        if (!differences.isEmpty()) {
            List<String> shown = differences.subList(0, Math.min(SHOWN, differences.size()));
            throw new IOException("The restored database is not made as the source was as of the dump's snapshot: "
                    + String.join(" ", shown)
                    + (count > SHOWN ? " In all, " + count + " differ." : "")
                    + " HINT: keep this backup for analysis, verify it and make a new one at once.");
        }
    }
}
