package co.zencap.backup.retention;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a target's backups in one repository are kept for. A backup stays if any rule keeps it; the maximum age bounds the
 * rules, but nothing of what {@link Retention} keeps whatever the policy says.
 *
 * @param all whether everything stays for ever; then the rest is empty
 * @param last how many of the newest stay
 * @param periods of how many hours, days, ... that have a backup the newest stays
 * @param within what is younger stays
 * @param maxAge what is older is kept by no rule
 */
public record RetentionPolicy(
        boolean all, int last, Map<Period, Integer> periods, Optional<Span> within, Optional<Span> maxAge) {
    private static final String EXAMPLE =
            "HINT: write for example last=3,hourly=24,daily=7,weekly=4,monthly=12,yearly=7,within=3d,max-age=10y,"
                    + " or all to keep everything.";
    private static final RetentionPolicy ALL =
            new RetentionPolicy(true, 0, Map.of(), Optional.empty(), Optional.empty());

    public RetentionPolicy {
        var sorted = new EnumMap<Period, Integer>(Period.class);
        sorted.putAll(periods);
        periods = Collections.unmodifiableMap(sorted);
    }

    /**
     * Reads a policy from text like {@code last=3,daily=7,within=3d,max-age=10y}, or {@code all}.
     *
     * @throws IllegalArgumentException with a sentence and a hint
     */
    public static RetentionPolicy parse(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        }
        int last = 0;
        var periods = new EnumMap<Period, Integer>(Period.class);
        Optional<Span> within = Optional.empty();
        Optional<Span> maxAge = Optional.empty();
        var seen = new HashSet<String>();
        for (String rule : text.split(",", -1)) {
            String[] parts = rule.strip().split("=", 2);
            if (parts.length < 2 || !seen.add(parts[0])) {
                throw new IllegalArgumentException(
                        "'" + rule.strip() + "' is no rule of a retention policy, or comes twice. " + EXAMPLE);
            }
            switch (parts[0]) {
                case "last" -> last = count(parts[1]);
                case "within" -> within = Optional.of(Span.parse(parts[1]));
                case "max-age" -> maxAge = Optional.of(Span.parse(parts[1]));
                default -> periods.put(period(parts[0]), count(parts[1]));
            }
        }
        var policy = new RetentionPolicy(false, last, periods, within, maxAge);
        policy.requireSense();
        return policy;
    }

    private void requireSense() {
        if (last == 0 && within.isEmpty() && periods.values().stream().allMatch(n -> n == 0)) {
            throw new IllegalArgumentException("The retention policy '" + this + "' keeps nothing. " + EXAMPLE);
        }
        if (within.isPresent() && maxAge.isPresent()) {
            // Any day will do: the two are compared, not applied.
            Instant day = Instant.EPOCH;
            if (within.get().before(day, ZoneOffset.UTC).isBefore(maxAge.get().before(day, ZoneOffset.UTC))) {
                throw new IllegalArgumentException("within=" + within.get() + " keeps longer than max-age="
                        + maxAge.get() + " allows. HINT: make within shorter, or max-age longer.");
            }
        }
    }

    private static Period period(String word) {
        for (Period period : Period.values()) {
            if (period.word().equals(word)) {
                return period;
            }
        }
        throw new IllegalArgumentException("A retention policy knows no rule '" + word + "'. " + EXAMPLE);
    }

    private static int count(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no number of backups in a retention policy. " + EXAMPLE);
        }
        return Integer.parseInt(text);
    }

    /** As it is written. */
    @Override
    public String toString() {
        if (all) {
            return "all";
        }
        var text = new StringBuilder(last > 0 ? ",last=" + last : "");
        periods.forEach((period, n) -> text.append(String.format(Locale.ROOT, ",%s=%d", period.word(), n)));
        within.ifPresent(span -> text.append(",within=").append(span));
        maxAge.ifPresent(span -> text.append(",max-age=").append(span));
        return text.isEmpty() ? "" : text.substring(1);
    }
}
