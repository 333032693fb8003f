package co.zencap.backup.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * When something is due: every so many minutes, or by a cron expression as Quartz reads it (seconds first), at the
 * times of {@link CronTimes}.
 *
 * @param text as an operator writes it: {@code 60} or {@code 0 0 2 * * ?}
 * @param interval between two times; empty for a cron expression
 */
public record Timing(String text, Optional<Duration> interval) {
    private static final int MOST_MINUTES = 60 * 24 * 366;
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Duration WEEK = Duration.ofDays(7);

    /**
     * Six fields and nothing else, above all no placeholder and no option: the text becomes part of a route's address. Quartz
     * itself passes over what follows a number.
     */
    private static final Pattern CRON = Pattern.compile("[0-9A-Za-z*?,/#-]+(\\s+[0-9A-Za-z*?,/#-]+){5}");

    /** Far enough for any expression that means something, as {@code 0 0 0 29 2 ?} does. */
    private static final Instant SAMPLE = Instant.parse("2024-01-01T00:00:00Z");

    /**
     * Reads a time.
     *
     * @return empty for {@code off}
     * @throws IllegalArgumentException with a sentence and a hint when it is no time, or comes more often than once a minute
     */
    public static Optional<Timing> parse(String text) {
        String stripped = text.strip();
        if (stripped.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        if (stripped.matches("\\d+")) {
            return Optional.of(ofMinutes(stripped));
        }
        if (!CRON.matcher(stripped).matches()) {
            throw refused("it", "it is neither minutes nor six fields of a cron expression");
        }
        var timing = new Timing(stripped.replaceAll("\\s+", " "), Optional.empty());
        timing.check();
        return Optional.of(timing);
    }

    private static Timing ofMinutes(String text) {
        int minutes = text.length() > 6 ? 0 : Integer.parseInt(text);
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw refused(text, "it is not from 1 to " + MOST_MINUTES + " minutes");
        }
        return new Timing(String.valueOf(minutes), Optional.of(Duration.ofMinutes(minutes)));
    }

    private void check() {
        Instant first = next(SAMPLE, ZoneId.of("UTC")).orElseThrow(() -> refused(text, "it never comes"));
        Optional<Instant> second = next(first, ZoneId.of("UTC"));
        if (second.isPresent() && Duration.between(first, second.get()).compareTo(LEAST) < 0) {
            throw refused(text, "it comes more often than once a minute");
        }
    }

    /** The first time after {@code after}; empty when there is none any more. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        if (interval.isPresent()) {
            return Optional.of(after.plus(interval.get()));
        }
        try {
            return new CronTimes(text).next(after, zone);
        } catch (ParseException e) {
            throw refused(text, e.getMessage());
        }
    }

    /** How long it is from one time to the next, at {@code from}. */
    public Duration period(Instant from, ZoneId zone) {
        if (interval.isPresent()) {
            return interval.get();
        }
        Instant first = next(from, zone).orElse(from);
        return Duration.between(first, next(first, zone).orElse(first));
    }

    /** The longest that it is from one time to the next, in the week after {@code from}. */
    public Duration longestPeriod(Instant from, ZoneId zone) {
        if (interval.isPresent()) {
            return interval.get();
        }
        Duration longest = Duration.ZERO;
        Instant end = from.plus(WEEK);
        Optional<Instant> at = next(from, zone);
        while (at.isPresent()) {
            Optional<Instant> then = next(at.get(), zone);
            Duration period = Duration.between(at.get(), then.orElse(at.get()));
            longest = period.compareTo(longest) > 0 ? period : longest;
            at = then.filter(end::isAfter);
        }
        return longest;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is no time for a schedule: " + why
                + ". HINT: write minutes, like 60; a cron expression with seconds first, like '0 30 2 * * ?'; or off.");
    }

    /** For a person. */
    @Override
    public String toString() {
        return interval.map(i -> "every " + text + (text.equals("1") ? " minute" : " minutes"))
                .orElse(text);
    }
}
