package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Through which channels some alerts go.
 *
 * @param levels of which; empty: of any
 * @param components from which; empty: from any
 * @param targets of which; empty: of any
 * @param hours at which time of day; empty: at any
 * @param channels how people are told
 */
public record AlertRule(
        Set<Level> levels, Set<String> components, Set<String> targets, Optional<Hours> hours, List<String> channels) {

    /** From a time of day until another, which may be of the next day. */
    public record Hours(LocalTime from, LocalTime until) {

        /** Written like {@code 20:00-07:00}; empty when it is not. */
        public static Optional<Hours> parse(String text) {
            String[] ends = text.split("-", -1);
            try {
                return ends.length == 2
                        ? Optional.of(new Hours(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip())))
                        : Optional.empty();
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        public boolean contain(LocalTime time) {
            return from.isBefore(until)
                    ? !time.isBefore(from) && time.isBefore(until)
                    : !time.isBefore(from) || time.isBefore(until);
        }
    }

    boolean holdsFor(Alert alert, LocalTime time) {
        return (levels.isEmpty() || levels.contains(alert.level()))
                && (components.isEmpty() || components.contains(alert.component()))
                && (targets.isEmpty() || targets.contains(alert.target()))
                && (hours.isEmpty() || hours.get().contain(time));
    }
}
