package co.zencap.backup.api;

import co.zencap.backup.objective.PointInTimeReport;
import java.util.Map;

/** {@code /api/v1/point-in-time}. */
public record PointInTimeResource(PointInTimeReport report) {

    /** From when to when any instant can be recovered. */
    public Answer get() {
        Map<String, Object> window = report.describe()
                .orElseThrow(
                        () -> new ApiProblem(
                                404,
                                "No write-ahead log",
                                "The write-ahead log of the database's cluster is not kept.",
                                "Name the database in BACKUP_CRITICAL_TARGETS, or set BACKUP_WAL_ENABLED=true, and start anew."));
        return Answer.ok(window);
    }
}
