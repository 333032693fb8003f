package co.zencap.backup.restore;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.json.Json;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares what a restored database is made of with what the source's server said in the dump's snapshot. */
public final class StructureCheck {
    private static final int SHOWN = 10;

    private StructureCheck() {}

    /**
     * Goes through both.
     *
     * @param leftOut kinds of objects that are not compared
     * @return empty where the backup does not hold its structure
     */
    public static Optional<Compared> run(StoredBackup backup, RestoredDatabase restored, Set<String> leftOut)
            throws IOException, SQLException {
        Optional<Artifact> artifact = backup.manifest().artifact(Artifact.Role.STRUCTURE);
        if (artifact.isEmpty()) {
            return Optional.empty();
        }
        boolean sameServer = restored.serverMajor()
                == backup.manifest().source().orElseThrow().serverMajor();
        try (MeasuredInputStream stored = backup.openStored(artifact.get(), b -> {});
                InputStream plain = backup.plaintext(artifact.get(), stored);
                var expected = Json.MAPPER.readerFor(StructureItem.class).<StructureItem>readValues(plain);
                Connection connection = restored.dataSource().getConnection()) {
            connection.setAutoCommit(false); // so that rows come as they are read
            try (StructureReading found = StructureReading.of(connection, List.of(), Patience.ENDLESS)) {
                return Optional.of(StructureComparison.of(expected, found, leftOut, sameServer));
            }
        }
    }

    /** @throws IOException naming the first of these differences */
    public static void requireNone(List<String> differences, long count) throws IOException {
        if (!differences.isEmpty()) {
            List<String> shown = differences.subList(0, Math.min(SHOWN, differences.size()));
            throw new IOException("The restored database is not made as the source was as of the dump's snapshot: "
                    + String.join(" ", shown)
                    + (count > SHOWN ? " In all, " + count + " differ." : "")
                    + " HINT: keep this backup for analysis, verify it and make a new one at once.");
        }
    }
}
