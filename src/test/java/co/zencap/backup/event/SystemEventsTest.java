package co.zencap.backup.event;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.event.SystemEvents.Type;
import co.zencap.backup.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SystemEventsTest {
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final SystemEvents events = new SystemEvents("shop", "node-1", clock);
    private final List<CatalogEntry> rows = new ArrayList<>();

    @Test
    void theSameAgainIsCountedWhileItWaits() {
        events.add(Type.WARNING, "disk", "It is full");
        clock.advance(Duration.ofSeconds(3));
        events.add(Type.WARNING, "disk", "It is full");
        events.add(Type.ERROR, "disk", "It is full");

        List<CatalogEntry> next = events.next();

        assertThat(next).hasSize(2);
        assertThat(next.get(0).parameters())
                .containsEntry("at", "2026-11-26T12:00:00Z")
                .containsEntry("type", "warning")
                .containsEntry(
                        "details",
                        "{\"service\":\"shop\",\"node\":\"node-1\",\"times\":2,\"last\":\"2026-11-26T12:00:03Z\"}");
        assertThat(next.get(1).parameters()).containsEntry("details", "{\"service\":\"shop\",\"node\":\"node-1\"}");
    }

    @Test
    void whatWasNotWrittenComesAgainBeforeWhatIsNew() {
        events.add(Type.WARNING, "disk", "first");
        List<CatalogEntry> next = events.next();
        events.add(Type.WARNING, "disk", "second");

        assertThat(events.next()).isEqualTo(next);
        events.written();
        assertThat(events.isWaiting()).isTrue();
        assertThat(events.next())
                .hasSize(1)
                .allMatch(e -> e.parameters().get("message").equals("second"));
        events.written();
        assertThat(events.isWaiting()).isFalse();
    }

    @Test
    void tooManyAreLeftOutAndThatIsSaid() {
        for (int i = 0; i < 520; i++) {
            events.add(Type.WARNING, "disk", "line " + i);
        }

        List<CatalogEntry> first = events.next();
        assertThat(first).hasSize(101);
        assertThat(first.get(100).parameters())
                .containsEntry("type", "events-left-out")
                .containsEntry("message", "20 events are in the log alone: too many came at once.");
        events.written();
        assertThat(events.next()).hasSize(100);
    }

    @Test
    void aLineThatComesAgainAndAgainIsARowAnHour() {
        for (int i = 0; i < 360; i++) {
            events.add(Type.WARNING, "disk", "It is full");
            write();
            clock.advance(Duration.ofSeconds(10));
        }
        write();

        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).parameters()).containsEntry("at", "2026-11-26T12:00:00Z");
        assertThat(rows.get(1).parameters())
                .containsEntry("at", "2026-11-26T12:00:10Z")
                .hasEntrySatisfying("details", details -> assertThat((String) details)
                        .contains("\"times\":359,\"last\":\"2026-11-26T12:59:50Z\""));
        clock.advance(Duration.ofHours(2));
        write();
        events.add(Type.WARNING, "disk", "It is full");
        write();
        assertThat(rows).as("after a quiet hour it is new").hasSize(3);
    }

    @Test
    void whatTheServiceItselfDoesIsToldEachTime() {
        for (int i = 0; i < 3; i++) {
            events.add(Type.ROUTES_EDITED, "routes", "backup.camel.yaml is at work as it was edited");
            write();
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(rows).hasSize(3);
    }

    @Test
    void tenThousandDifferentLinesStayWithinTheHoursLimit() {
        for (int i = 0; i < 10_000; i++) {
            events.add(Type.WARNING, "disk", "line " + i);
            if (i % 50 == 0) {
                write();
                clock.advance(Duration.ofSeconds(10));
            }
        }
        events.add(Type.SERVICE_STOPPING, "service", "It ends");
        write();

        assertThat(rows).hasSizeBetween(1000, 1010);
        assertThat(types()).contains("events-left-out", "service-stopping");
        clock.advance(Duration.ofHours(1));
        write();
        assertThat(rows.get(rows.size() - 1).parameters().get("message").toString())
                .matches("8\\d{3} events are in the log alone: too many came at once.");
        rows.clear();
        events.add(Type.WARNING, "disk", "another");
        write();
        assertThat(types()).containsExactly("warning");
    }

    @Test
    void aClockThatIsSetBackSilencesNothingForLong() {
        events.add(Type.WARNING, "disk", "It is full");
        write();
        clock.set(Instant.parse("2026-11-25T12:00:00Z"));
        events.add(Type.WARNING, "disk", "It is full");
        write();

        assertThat(rows).hasSize(2);
    }

    /** As the route does, until nothing waits. */
    private void write() {
        while (events.isWaiting()) {
            rows.addAll(events.next());
            events.written();
        }
    }

    private List<Object> types() {
        return rows.stream().map(row -> (Object) row.parameters().get("type")).toList();
    }

    @Test
    void nothingThatATerminalWouldObeyIsKept() {
        events.add(Type.WARNING, "a\u001b[2J", "two\nlines " + "x".repeat(3000));

        assertThat(events.next().get(0).parameters())
                .containsEntry("component", "a?[2J")
                .hasEntrySatisfying("message", text -> assertThat((String) text)
                        .startsWith("two?lines xxx")
                        .hasSize(2000)
                        .endsWith("..."));
    }

    @Test
    void warningsAndErrorsOfTheLogAreEventsAsLongAsItListens() {
        var log = LoggerFactory.getLogger("co.zencap.backup.event.Disk");
        try (var listening = LoggedWarnings.into(events)) {
            log.info("nothing");
            log.warn("{} bytes are left", 5);
            log.error("gone", new IllegalStateException("no disk"));
            var old = new LogRecord(Level.WARNING, "a {0} and {1}");
            old.setParameters(new Object[] {"b", "c"});
            Logger.getLogger("").log(old);
        }
        log.warn("nobody hears");

        assertThat(events.next())
                .extracting(
                        e -> e.parameters().get("type") + " " + e.parameters().get("component") + ": "
                                + e.parameters().get("message"))
                .contains(
                        "warning Disk: 5 bytes are left",
                        "error Disk: gone: java.lang.IllegalStateException: no disk",
                        "warning log: a b and c")
                .noneMatch(line -> line.contains("nothing") || line.contains("nobody"));
    }
}
