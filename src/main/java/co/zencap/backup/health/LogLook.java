package co.zencap.backup.health;

import co.zencap.backup.objective.PointInTimeReport;
import java.time.Duration;
import java.util.Optional;

/** Whether the write-ahead log that is kept brings the database to an instant that the objective allows. */
public record LogLook(PointInTimeReport report) implements Component.Look {

    @Override
    public Finding look() {
        Optional<Duration> loss;
        String detail;
        try {
            loss = report.loss();
            detail = report.detail();
        } catch (RuntimeException e) {
            return Finding.unknown("The catalog, which says how far it reaches, is away.", "");
        }
        boolean kept =
                loss.filter(lost -> lost.compareTo(report.objective()) <= 0).isPresent();
        return kept
                ? Finding.up(detail)
                : Finding.degraded(
                        detail
                                + loss.map(lost -> " That is " + lost.toMinutes() + " minutes ago.")
                                        .orElse(""),
                        "./zencap alerts tells why the log is not received or not sent.");
    }
}
