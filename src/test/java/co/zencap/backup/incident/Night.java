package co.zencap.backup.incident;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.testing.MovableClock;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaEndpoint;
import org.awaitility.Awaitility;

/**
 * Hours that pass in a minute: every timer of {@code routes/} fires by this clock and by no other, and the clock stands until
 * all that it has set off has ended.
 */
final class Night {
    /** One that fires for each minute at least once fires once for it. */
    private static final Duration STEP = Duration.ofMinutes(1);

    private static final Pattern TIMER = Pattern.compile("uri: timer:([a-z-]+)\\?(?!repeatCount)(\\S+)");
    private static final Pattern SCHEDULE = Pattern.compile("uri: quartz:schedule/([a-z-]+)\\?\\S+");
    private static final String ON_TIME = "direct:on-time-";

    /** The last of a minute: it tells what the others have seen. */
    private static final String LAST = "follow-alerts";

    private final MovableClock clock;
    private final Map<String, Instant> due = new HashMap<>();
    private final Map<String, Duration> periods = new HashMap<>();
    private TestService service;
    private Timetable timetable;

    Night(MovableClock clock) throws IOException {
        this.clock = clock;
        try (var files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                TIMER.matcher(Files.readString(file)).results().forEach(timer -> {
                    Map<String, String> options = options(timer.group(2));
                    periods.put(timer.group(1), Duration.ofMillis(Long.parseLong(options.get("period"))));
                    due.put(
                            timer.group(1),
                            clock.instant().plusMillis(Long.parseLong(options.getOrDefault("delay", "1000"))));
                });
            }
        }
    }

    private static Map<String, String> options(String query) {
        var options = new HashMap<String, String>();
        for (String option : query.split("&")) {
            String[] sides = option.split("=", 2);
            options.put(sides[0], sides[1]);
        }
        return options;
    }

    /** Has the timers of the routes wait for this clock. */
    UnaryOperator<String> edit() {
        return routes -> SCHEDULE.matcher(TIMER.matcher(routes).replaceAll(timer -> onTime(timer.group(1))))
                .replaceAll(timer -> onTime("schedule-" + timer.group(1)));
    }

    private static String onTime(String timer) {
        return Matcher.quoteReplacement("uri: " + ON_TIME + timer);
    }

    /** Begins, as soon as the service's schedule does. */
    void begin(TestService begun) {
        service = begun;
        timetable = service.settings().timetable();
        for (Schedule schedule : Schedule.values()) {
            timetable
                    .of(schedule)
                    .flatMap(timing -> timing.next(clock.instant(), timetable.zone()))
                    .ifPresent(at -> due.put("schedule-" + schedule.word(), at));
        }
        CamelContext camel = service.camel();
        Awaitility.await().until(() -> camel.hasEndpoint(ON_TIME + "schedule-health-check") != null);
        awaitQuiet();
    }

    /** Lets the time pass until then; what is done {@code eachMinute} comes after all that the minute has set off. */
    void passUntil(Instant end, Runnable eachMinute) {
        while (clock.instant().isBefore(end)) {
            clock.advance(STEP);
            fireAll();
            eachMinute.run();
        }
    }

    /** Fires what is due now. */
    private void fireAll() {
        Instant now = clock.instant();
        var names = new ArrayList<>(due.entrySet().stream()
                .filter(timer ->
                        !timer.getValue().isAfter(now) && !timer.getKey().equals(LAST))
                .sorted(Map.Entry.<String, Instant>comparingByValue()
                        .thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .map(Map.Entry::getKey)
                .toList());
        names.forEach(name -> fire(name, now));
        awaitQuiet();
        fire(LAST, now);
        awaitQuiet();
    }

    private void fire(String name, Instant now) {
        due.put(name, next(name, now));
        if (service.camel().hasEndpoint(ON_TIME + name) != null) {
            service.send(ON_TIME + name, null);
        }
    }

    private Instant next(String name, Instant now) {
        Duration period = periods.get(name);
        if (period == null) {
            Schedule schedule = List.of(Schedule.values()).stream()
                    .filter(each -> name.equals("schedule-" + each.word()))
                    .findFirst()
                    .orElseThrow();
            return timetable
                    .of(schedule)
                    .orElseThrow()
                    .next(now, timetable.zone())
                    .orElse(Instant.MAX);
        }
        Instant next = due.get(name);
        while (!next.isAfter(now)) {
            next = next.plus(period);
        }
        return next;
    }

    /** Waits until nothing runs, and nothing waits to run. */
    void awaitQuiet() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .during(Duration.ofMillis(15))
                .untilAsserted(() -> assertThat(underWay()).isEmpty());
    }

    private List<String> underWay() {
        CamelContext camel = service.camel();
        Stream<String> running =
                service.operations().stream().filter(Operation::isRunning).map(Operation::toString);
        Stream<String> onTheWay =
                Stream.of(camel.getInflightRepository().size() + " exchanges").filter(count -> !count.startsWith("0 "));
        Stream<String> waiting = camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(queue -> queue instanceof SedaEndpoint seda && seda.getCurrentQueueSize() > 0)
                .map(Endpoint::getEndpointUri);
        return Stream.of(running, onTheWay, waiting).flatMap(each -> each).toList();
    }
}
