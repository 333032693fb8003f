package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.health.HealthBoard;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.RepositoryFailure;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** What an outage of the off-site repository explains, what it makes worse, and when it is over. Thread-safe. */
public final class Outages {
    private final HealthBoard board;
    private final String offsite;
    private final String node;
    private boolean away;

    /**
     * @param offsite the repository's name among the parts of the service's health
     * @param node from where it is away
     */
    public Outages(HealthBoard board, String offsite, String node) {
        this.board = board;
        this.offsite = offsite;
        this.node = node;
    }

    /** What failed because the repository is away follows from that: people are told of the outage once. */
    public Alert explained(@Body Alert alert, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        return RepositoryFailure.awayIn(failure)
                .filter(away -> away.reason() != RepositoryFailure.Reason.ARCHIVED)
                .map(away -> alert.following(HealthWatch.cause(offsite, node)))
                .orElse(alert);
    }

    /** Whether an alert says that the repository is away and nobody has found that yet. */
    public boolean isNews(@Body Alert alert) {
        return alert.follows().equals(HealthWatch.cause(offsite, node)) && outage().isEmpty();
    }

    /** A backup that fails while nothing goes off site either is critical: both nets are torn. */
    public Alert together(@Body Alert backup) {
        return outage().map(away -> together(backup, away)).orElse(backup);
    }

    private static Alert together(Alert backup, ComponentHealth away) {
        Problem why = backup.problem();
        var both = new Problem(
                why.title() + " while the " + away.name() + " is away",
                sentence(why.detail()) + " Nothing goes off site either: the " + away.name() + " has been away since "
                        + HealthWatch.seconds(away.since()) + ".",
                sentence(why.hint())
                        + " Scheduled backups are tried again within the hour, and what waits is sent when the "
                        + away.name() + " is back.");
        return backup.as(Level.CRITICAL, both);
    }

    private static String sentence(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || stripped.endsWith(".") ? stripped : stripped + ".";
    }

    /** Whether the repository was away when this was asked before, and is no longer. */
    public synchronized boolean isBack() {
        boolean before = away;
        away = outage().isPresent();
        return before && !away;
    }

    private Optional<ComponentHealth> outage() {
        return board.latest().components().stream()
                .filter(each -> each.name().equals(offsite) && each.state().isOutage())
                .findFirst();
    }
}
