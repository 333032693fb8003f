package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which channels an alert goes through: those of the first rule that holds for it, and the log. Text messages are for what is
 * critical alone, whatever a rule says.
 *
 * @param rules of the operator, tried in order; what none of them holds for goes the usual way
 * @param configured all channels that there are
 * @param zone of the operator's day
 */
public record AlertRules(List<AlertRule> rules, Set<String> configured, ZoneId zone) {
    /** Always there. */
    public static final String LOG = "log";

    /** Opens an incident: of a recovery only. */
    public static final String DISASTER = "disaster";

    private static final String RECOVERY = "recovery";
    private static final String SMS = "sms";
    private static final String EMAIL = "email";
    private static final Set<String> CONVERSATIONS = Set.of("slack");

    /** The channels of an alert. */
    List<String> channels(Alert alert) {
        LocalTime time = LocalTime.ofInstant(alert.at(), zone);
        Collection<String> chosen = rules.stream()
                .filter(rule -> rule.holdsFor(alert, time))
                .findFirst()
                .map(rule -> (Collection<String>) rule.channels())
                .orElseGet(() -> usual(alert));
        var channels = new LinkedHashSet<>(List.of(LOG));
        chosen.stream()
                .filter(configured::contains)
                .filter(channel -> alert.level() == Level.CRITICAL || !channel.equals(SMS))
                .forEach(channels::add);
        return List.copyOf(channels);
    }

    /** Who has to act at night is woken; what can wait is read where work is done. */
    private Collection<String> usual(Alert alert) {
        return switch (alert.level()) {
            case INFO -> List.of();
            case WARNING -> without(SMS, EMAIL, DISASTER);
            case ERROR -> without(SMS, DISASTER);
            case CRITICAL -> alert.component().equals(RECOVERY) ? configured : without(DISASTER);
        };
    }

    /** Channels that take over when one goes on failing: all that there are, but nobody is woken for what can wait. */
    List<String> insteadOf(String channel, Level level) {
        return switch (level) {
            case INFO, WARNING -> List.of();
            case ERROR -> without(SMS, DISASTER, channel, LOG);
            case CRITICAL -> without(DISASTER, channel, LOG);
        };
    }

    /** Channels that tell what still waits for one that is no longer set up: those that would be told now. */
    List<String> insteadOfLost(Level level) {
        return level == Level.WARNING ? without(SMS, EMAIL, DISASTER) : insteadOf(LOG, level);
    }

    /** All that there are, the log included. */
    List<String> all() {
        return Stream.concat(Stream.of(LOG), configured.stream()).toList();
    }

    /** Those whose people talk about an alert where they are told of it: they hear who sees to it. */
    List<String> forAcknowledgement() {
        return configured.stream().filter(CONVERSATIONS::contains).toList();
    }

    /** Those through which an alert goes to the next person. */
    List<String> forEscalation() {
        return without(LOG, DISASTER);
    }

    private List<String> without(String... left) {
        var channels = new ArrayList<>(configured);
        channels.removeAll(List.of(left));
        return channels;
    }
}
