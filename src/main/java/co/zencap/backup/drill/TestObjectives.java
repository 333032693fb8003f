package co.zencap.backup.drill;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.json.Json;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.operation.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a test that has ended against the objectives that it tells of. */
record TestObjectives(ObjectivesReport report) {

    /**
     * One for each of them.
     *
     * @param backupId what was restored
     * @param timings milliseconds of each phase
     */
    List<Compliance> of(
            Operation test,
            String backupId,
            Instant startedAt,
            Instant endedAt,
            Map<String, Long> timings,
            Optional<Manifest> manifest) {
        return report.of(
                new TestTimes(
                        backupId,
                        test.target(),
                        String.valueOf(test.result().get("testType")),
                        test.problem() == null,
                        startedAt,
                        endedAt,
                        Json.MAPPER.valueToTree(timings)),
                manifest.map(TestObjectives::restored).orElse(new RestoredBytes(0, 0)));
    }

    /** The manifest tells it even where the catalog does not know the backup. */
    private static RestoredBytes restored(Manifest backup) {
        return new RestoredBytes(
                backup.artifact(Artifact.Role.DATABASE)
                        .map(Artifact::plainBytes)
                        .orElse(0L),
                backup.fileSets().stream().mapToLong(FileSetIndex::bytes).sum());
    }
}
