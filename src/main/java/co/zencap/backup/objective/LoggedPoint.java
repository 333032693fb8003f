package co.zencap.backup.objective;

import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.objective.Compliance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Holds the newest instant that the write-ahead log brings the database to against its objective.
 *
 * @param log what is known of the log
 * @param dumps how it would stand without the log
 */
record LoggedPoint(Optional<WalWindow> log, Compliance dumps) {

    Compliance judge(Instant now) {
        Optional<Instant> newest = log.flatMap(WalWindow::recoverable);
        if (newest.isEmpty()) {
            return with(
                    dumps.measured(),
                    dumps.verdict(),
                    (dumps.detail() + " The write-ahead log leads nowhere yet: " + why()).strip());
        }
        Duration age = Duration.between(newest.get(), now);
        boolean dumpIsNewer =
                dumps.measured().filter(dump -> dump.compareTo(age) < 0).isPresent();
        if (dumpIsNewer) {
            return dumps;
        }
        return with(
                Optional.of(age.isNegative() ? Duration.ZERO : age),
                age.compareTo(dumps.objective()) > 0 ? Verdict.MISSED : Verdict.MET,
                "The write-ahead log brings it to " + newest.get() + ".");
    }

    private String why() {
        return log.map(window -> window.gap() != null
                        ? "its segment " + window.gap() + " is missing."
                        : "there is no base backup before it.")
                .orElse("nothing of it is stored.");
    }

    private Compliance with(Optional<Duration> measured, Verdict verdict, String detail) {
        return new Compliance(
                dumps.name(),
                dumps.of(),
                dumps.objective(),
                measured,
                dumps.predicted(),
                dumps.predictedBy(),
                dumps.missedFrom(),
                verdict,
                detail);
    }
}
