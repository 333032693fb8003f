package co.zencap.backup.report;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;

/**
 * A report that is to be sent.
 *
 * @param until the end of the time that it tells of
 * @param attempts how often this has been tried, this time included
 */
public record DueReport(ReportPeriod period, Instant until, int attempts) {

    /** From its row in the catalog. */
    static DueReport of(Map<String, Object> row) {
        return new DueReport(
                ReportPeriod.of((String) row.get("period")),
                ((Timestamp) row.get("until")).toInstant(),
                ((Number) row.get("attempts")).intValue());
    }

    Instant since() {
        return until.minus(period.time());
    }
}
