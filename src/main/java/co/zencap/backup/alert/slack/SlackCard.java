package co.zencap.backup.alert.slack;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.operation.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the message of an alert shows.
 *
 * @param resolution how it ended; null while it is open
 * @param acknowledged whether somebody sees to it
 * @param silenced whether nobody is told for a while
 * @param canBeSeenTo whether there is one alert, of which people can say that they see to it
 * @param remarks what people have done, and what has become of it
 */
public record SlackCard(
        String id,
        Level level,
        String component,
        String target,
        Problem problem,
        Instant at,
        Instant seenAt,
        int times,
        String resolution,
        boolean acknowledged,
        boolean silenced,
        boolean canBeSeenTo,
        List<String> remarks) {
    public SlackCard {
        remarks = List.copyOf(remarks);
    }

    /** As it is told, and what there is to say to it. */
    static SlackCard of(Notice notice, List<String> more) {
        var remarks = new ArrayList<String>();
        if (notice.acknowledgedBy() != null) {
            remarks.add(seenTo(notice.acknowledgedBy()));
        }
        remarks.addAll(more);
        return new SlackCard(
                notice.alert().id(),
                notice.alert().level(),
                notice.alert().component(),
                notice.alert().target(),
                notice.alert().problem(),
                notice.alert().at(),
                notice.seenAt(),
                notice.seen(),
                notice.isResolved() ? notice.resolution() : null,
                notice.acknowledgedBy() != null,
                false,
                notice.isOfAnAlert(),
                remarks);
    }

    /** As the catalog has it. */
    public static SlackCard of(AlertQueries.Row alert, List<String> more) {
        var remarks = new ArrayList<String>();
        if (alert.acknowledgedBy() != null) {
            remarks.add(seenTo(alert.acknowledgedBy()));
        }
        if (alert.silencedUntil() != null) {
            remarks.add("Silenced until " + shown(alert.silencedUntil()) + " by " + alert.silencedBy() + ".");
        }
        remarks.addAll(more);
        return new SlackCard(
                alert.id(),
                Level.valueOf(alert.level().toUpperCase(Locale.ROOT)),
                alert.component(),
                alert.target(),
                alert.problem(),
                alert.at(),
                alert.seenAt(),
                alert.times(),
                alert.resolvedAt() == null ? null : alert.resolution(),
                alert.acknowledgedAt() != null,
                alert.silencedUntil() != null,
                true,
                remarks);
    }

    boolean isOpen() {
        return resolution == null;
    }

    /** A backup that failed, or is missing, can be made again. */
    boolean canRunAgain() {
        return isOpen() && component.startsWith("backup") && !target.isEmpty();
    }

    private static String seenTo(String by) {
        return by + " sees to it.";
    }

    static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
