package co.zencap.backup.health;

import co.zencap.backup.catalog.HealthHistory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at all parts at once, and remembers since when each is as it is. A part that has not answered when the time is over
 * hangs; it is not asked again before that question has ended, so that what hangs costs one thread. Thread-safe.
 */
public final class HealthBoard {
    private final List<Component> components;
    private final Duration patience;
    private final Clock clock;
    private final Map<String, Question> open = new LinkedHashMap<>();
    private volatile Latest latest = new Latest(Instant.MIN, List.of());

    private record Question(Instant asked, CompletableFuture<Answer> answer) {}

    /** @param response how long it took; null where it says nothing of the part */
    private record Answer(Finding finding, Duration response) {}

    /**
     * @param at when all had been asked
     * @param components in their order; empty before the first look
     */
    public record Latest(Instant at, List<ComponentHealth> components) {}

    /** @param patience how long a part may take to answer */
    public HealthBoard(List<Component> components, Duration patience, Clock clock) {
        this.components = List.copyOf(components);
        this.patience = patience;
        this.clock = clock;
    }

    /** What was found last; asks nobody. */
    public Latest latest() {
        return latest;
    }

    /** Adds to what was found last what was known before, by the parts' names. */
    synchronized void recall(Map<String, HealthHistory.Row> before) {
        Latest now = latest;
        latest = new Latest(
                now.at(),
                now.components().stream()
                        .map(each -> before.containsKey(each.name()) ? each.recalled(before.get(each.name())) : each)
                        .toList());
    }

    /** What was found last if that is not older; otherwise looks. */
    public Latest notOlderThan(Duration age) {
        Latest known = latest;
        return known.at().isBefore(clock.instant().minus(age)) ? look(age) : known;
    }

    /** Looks at all. */
    public Latest look() {
        return look(Duration.ZERO);
    }

    /** Whoever waits for a look under way takes what that found. */
    private synchronized Latest look(Duration age) {
        if (age.compareTo(Duration.ZERO) > 0
                && !latest.at().isBefore(clock.instant().minus(age))) {
            return latest;
        }
        // What hung and has answered since answers for then, not for now.
        open.values().removeIf(question -> question.answer().isDone());
        for (Component component : components) {
            open.computeIfAbsent(component.name(), name -> new Question(clock.instant(), ask(component)));
        }
        long deadline = System.nanoTime() + patience.toNanos();
        var found = new ArrayList<ComponentHealth>();
        for (Component component : components) {
            found.add(health(component, answer(component, deadline)));
        }
        latest = new Latest(clock.instant(), List.copyOf(found));
        return latest;
    }

    private ComponentHealth health(Component component, Answer answer) {
        Instant now = clock.instant();
        return latest.components().stream()
                .filter(before -> before.name().equals(component.name()))
                .findFirst()
                .map(before -> before.next(answer.finding(), answer.response(), now))
                .orElseGet(() -> ComponentHealth.first(component, answer.finding(), answer.response(), now));
    }

    private Answer answer(Component component, long deadline) {
        Question question = open.get(component.name());
        try {
            Answer answer = question.answer().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            open.remove(component.name());
            return answer;
        } catch (TimeoutException e) {
            return new Answer(
                    new Finding(
                            Condition.HANGING,
                            "It was asked at " + question.asked() + " and has not answered.",
                            "Find out what holds it up: the network, its server, a disk. It is asked again when it"
                                    + " has answered; ./zencap status shows where it is."),
                    null);
        } catch (ExecutionException e) {
            open.remove(component.name());
            return new Answer(Finding.of(e), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(Finding.unknown("It was not asked to the end: the service ends.", ""), null);
        }
    }

    private static CompletableFuture<Answer> ask(Component component) {
        var answer = new CompletableFuture<Answer>();
        var thread = new Thread(
                () -> {
                    try {
                        long begun = System.nanoTime();
                        Finding finding = component.look().look();
                        Duration response = Duration.ofNanos(System.nanoTime() - begun);
                        answer.complete(new Answer(finding, component.isTimed() ? response : null));
                    } catch (Throwable e) {
                        answer.completeExceptionally(e);
                    }
                },
                "health-" + component.name());
        thread.setDaemon(true);
        // That of the application: threads inherit the one of whoever asks, which may know none of its libraries.
        thread.setContextClassLoader(HealthBoard.class.getClassLoader());
        thread.start();
        return answer;
    }
}
