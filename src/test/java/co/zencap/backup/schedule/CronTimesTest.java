package co.zencap.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.CronExpression;

class CronTimesTest {
    /** Times on the day of the change; Berlin leaves out 02:00 to 03:00, and has it twice in autumn. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 30 2 * * ?     | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
                "0 15,45 2 * * ?  | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
                "0 0 2,3 * * ?    | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
                "0 30 1-3 * * ?   | Europe/Berlin       | 2026-03-29 | 01:30+01:00 03:00+02:00 03:30+02:00",
                "0 30 2 ? * SUN   | Europe/Berlin       | 2026-03-29 | 03:00+02:00",
                "0 30 2 * * ?     | Europe/Berlin       | 2026-10-25 | 02:30+02:00",
                "0 0 2,3 * * ?    | Europe/Berlin       | 2026-10-25 | 02:00+02:00 03:00+01:00",
                "0 0 2 * * ?      | America/New_York    | 2026-03-08 | 03:00-04:00",
                "0 30 1 * * ?     | America/New_York    | 2026-11-01 | 01:30-04:00",
                "0 15 2 * * ?     | Australia/Lord_Howe | 2026-10-04 | 02:30+11:00",
                "0 45 2 * * ?     | Australia/Lord_Howe | 2026-10-04 | 02:45+11:00",
                "0 45 1 * * ?     | Australia/Lord_Howe | 2026-04-05 | 01:45+11:00",
                "0 15 1,2 * * ?   | Australia/Lord_Howe | 2026-04-05 | 01:15+11:00 02:15+10:30",
                "0 0 0 * * ?      | America/Sao_Paulo   | 2018-11-04 | 01:00-02:00",
                "0 30 23 * * ?    | America/Sao_Paulo   | 2018-02-17 | 23:30-02:00",
            })
    void aNamedHourComesOnceThatDay(String expression, ZoneId zone, LocalDate day, String times) throws Exception {
        assertThat(on(day, zone, expression)).isEqualTo(times);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 * * * ?    | Europe/Berlin       | 23 | 25 | PT1H",
                "0 30 * * * ?   | Europe/Berlin       | 23 | 25 | PT1H",
                "0 0/30 0-23 * * ? | America/New_York | 46 | 50 | PT30M",
                "0 0/15 */1 * * ?  | America/New_York | 92 | 100 | PT15M",
                "0 0/30 * * * ? | Australia/Lord_Howe | 47 | 49 | PT30M",
                // On the hour, by a clock that moves by half of one
                "0 0 * * * ?    | Australia/Lord_Howe | 23 | 24 | PT1H30M",
            })
    void whatComesEveryHourGoesOn(String expression, ZoneId zone, int inSpring, int inAutumn, Duration longest)
            throws Exception {
        List<ZoneOffsetTransition> changes = changes(zone);
        assertThat(changes).hasSize(2);
        for (ZoneOffsetTransition change : changes) {
            LocalDate day = change.getDateTimeBefore().toLocalDate();
            List<Instant> times = times(expression, zone, start(day, zone), start(day.plusDays(1), zone));
            assertThat(times).hasSize(change.isGap() ? inSpring : inAutumn);
            assertThat(longest(times)).isEqualTo(longest);
        }
    }

    /** Samoa had no 30 December 2011. */
    @Test
    void aDayThatIsLeftOutIsMadeUpForAtItsEnd() throws Exception {
        ZoneId zone = ZoneId.of("Pacific/Apia");
        Instant from = Instant.parse("2011-12-29T10:00:00Z");
        assertThat(times("0 30 2 * * ?", zone, from, from.plus(Duration.ofDays(2))).stream()
                        .map(time -> time.atZone(zone).toOffsetDateTime().toString()))
                .containsExactly("2011-12-29T02:30-10:00", "2011-12-31T00:00+14:00", "2011-12-31T02:30+14:00");
    }

    static Stream<String> daily() {
        return Stream.concat(
                Stream.of("0 0 2 * * ?", "0 0 4 * * ?", "0 0 3 * * ?", "0 30 1 * * ?"),
                Stream.iterate(0, minute -> minute < 60, minute -> minute + 5)
                        .map(minute -> "0 " + minute + " 2 * * ?"));
    }

    /** In the weeks of all changes of all zones. */
    @ParameterizedTest
    @MethodSource("daily")
    void aDailyTimeComesOnceEachDay(String expression) throws Exception {
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(name);
            for (ZoneOffsetTransition change : changes(zone)) {
                LocalDate day = change.getDateTimeBefore().toLocalDate();
                var perDay =
                        times(expression, zone, start(day.minusDays(3), zone), start(day.plusDays(4), zone)).stream()
                                .collect(Collectors.groupingBy(
                                        time -> time.atZone(zone).toLocalDate(), Collectors.counting()));
                assertThat(perDay).as("%s %s", expression, change).hasSize(7);
                assertThat(perDay.values()).as("%s %s", expression, change).containsOnly(1L);
            }
        }
    }

    /** Nothing else is different from what Quartz does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 2 * * ?",
                "0 0 5 ? * SUN",
                "0 0 6 1 * ?",
                "0 0/7 8-17 ? * MON-FRI",
                "0 30 5 ? * SUN#1",
                "0 0 0 29 2 ?",
                "0 15 10 L * ?",
                "0 0 12 15W * ?",
                "0 0 2 ? * 6L"
            })
    void withoutAChangeItIsAsQuartzHasIt(String expression) throws Exception {
        var quartz = new CronExpression(expression);
        quartz.setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"));
        var times = new CronTimes(expression);
        Instant at = Instant.parse("2026-11-26T04:00:00.500Z");
        for (int i = 0; i < 50; i++) {
            Optional<Instant> next = times.next(at, ZoneId.of("Asia/Tokyo"));
            assertThat(next)
                    .isEqualTo(Optional.ofNullable(quartz.getNextValidTimeAfter(Date.from(at)))
                            .map(Date::toInstant));
            // A century is as far as Quartz looks.
            at = next.orElse(at);
        }
    }

    @Test
    void whatIsOverNeverComesAgain() throws Exception {
        assertThat(new CronTimes("0 30 2 29 3 ? 2026")
                        .next(Instant.parse("2026-03-29T01:00:00Z"), ZoneId.of("Europe/Berlin")))
                .isEmpty();
    }

    /** What is made up for here is why this class is there: if Quartz did it one day, we would not need it. */
    @Test
    void quartzItselfLeavesOutADayAndFallsSilentForTwoHours() throws Exception {
        var daily = new CronExpression("0 30 2 * * ?");
        daily.setTimeZone(TimeZone.getTimeZone("Europe/Berlin"));
        assertThat(daily.getNextValidTimeAfter(Date.from(Instant.parse("2026-03-28T12:00:00Z")))
                        .toInstant())
                .isEqualTo(Instant.parse("2026-03-30T00:30:00Z"));
        var hourly = new CronExpression("0 0 * * * ?");
        hourly.setTimeZone(TimeZone.getTimeZone("Europe/Berlin"));
        assertThat(hourly.getNextValidTimeAfter(Date.from(Instant.parse("2026-10-24T23:00:00Z")))
                        .toInstant())
                .isEqualTo(Instant.parse("2026-10-25T01:00:00Z"));
    }

    private static String on(LocalDate day, ZoneId zone, String expression) throws Exception {
        return times(expression, zone, start(day, zone), start(day.plusDays(1), zone)).stream()
                .map(time -> time.atZone(zone).toOffsetDateTime().toOffsetTime().toString())
                .collect(Collectors.joining(" "));
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return ZonedDateTime.of(day.atStartOfDay(), zone).toInstant();
    }

    private static List<Instant> times(String expression, ZoneId zone, Instant from, Instant to) throws Exception {
        var cron = new CronTimes(expression);
        var times = new ArrayList<Instant>();
        Instant at = cron.next(from.minusSeconds(1), zone).orElseThrow();
        while (at.isBefore(to)) {
            times.add(at);
            at = cron.next(at, zone).orElseThrow();
        }
        return times;
    }

    private static Duration longest(List<Instant> times) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < times.size(); i++) {
            Duration between = Duration.between(times.get(i - 1), times.get(i));
            longest = between.compareTo(longest) > 0 ? between : longest;
        }
        return longest;
    }

    private static List<ZoneOffsetTransition> changes(ZoneId zone) {
        var changes = new ArrayList<ZoneOffsetTransition>();
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        ZoneOffsetTransition next = zone.getRules().nextTransition(at);
        while (next != null && next.getInstant().isBefore(Instant.parse("2027-01-01T00:00:00Z"))) {
            changes.add(next);
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return changes;
    }
}
