package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.operation.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;

/** Where a channel has more to tell than anybody reads, the worst is told one by one and the rest in one message. */
public final class Digests {
    private static final int LISTED = 20;
    private static final String DIGEST = "digest";
    private static final String SEEN_TO = "ACKNOWLEDGED";

    private final MessageRate rate;
    private final Clock clock;

    public Digests(MessageRate rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** What is told of all that is due: as many messages as each channel may be given. */
    public List<Notice> gathered(@Body List<Notice> due) {
        var told = new ArrayList<Notice>();
        due.stream()
                .collect(Collectors.groupingBy(Notice::channel, LinkedHashMap::new, Collectors.toList()))
                .forEach((channel, notices) -> told.addAll(gathered(channel, notices)));
        return told;
    }

    private List<Notice> gathered(String channel, List<Notice> due) {
        // A channel that may be given none is not claimed for; should it be, one message more does no harm.
        int most = Math.max(rate.left(channel), 1);
        rate.give(channel, Math.min(due.size(), most));
        if (due.size() <= most) {
            return due;
        }
        List<Notice> worstFirst = due.stream()
                .sorted(Comparator.comparing(Notice::isResolved)
                        .thenComparing(notice -> !notice.isNewsToAll())
                        .thenComparing(notice -> notice.alert().level(), Comparator.reverseOrder()))
                .toList();
        var told = new ArrayList<Notice>(worstFirst.subList(0, most - 1));
        told.add(digest(channel, worstFirst.subList(most - 1, worstFirst.size())));
        return told;
    }

    /** One message of many. */
    public Notice digest(String channel, List<Notice> parts) {
        Instant now = clock.instant();
        Level worst = parts.stream()
                .map(part -> part.alert().level())
                .max(Comparator.naturalOrder())
                .orElse(Level.INFO);
        var problem = new Problem(counted(parts), listed(parts), "./zencap alerts lists all of them.");
        Alert alert = Alert.of(worst, "alerts", "", problem, now).about(DIGEST).named(name(parts));
        boolean over = parts.stream().allMatch(Notice::isResolved);
        int attempts = parts.stream().mapToInt(Notice::attempts).max().orElse(1);
        return new Notice(
                0,
                DIGEST,
                channel,
                attempts,
                alert,
                parts.size(),
                now,
                over ? now : null,
                over ? "All of them are over." : null,
                0,
                null,
                null,
                List.of(),
                List.copyOf(parts));
    }

    /** The same for the same parts, so that a receiver who gets it twice can tell. */
    private static String name(Collection<Notice> parts) {
        String all = parts.stream().map(Notice::idempotencyKey).sorted().collect(Collectors.joining("\n"));
        return DIGEST + "-" + UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    }

    private static String counted(List<Notice> parts) {
        var counts = new ArrayList<String>();
        for (Level level : List.of(Level.CRITICAL, Level.ERROR, Level.WARNING, Level.INFO)) {
            count(counts, parts.stream().filter(p -> word(p).equals(level.name())), level.name());
        }
        count(counts, parts.stream().filter(p -> word(p).equals(SEEN_TO)), SEEN_TO);
        count(counts, parts.stream().filter(Notice::isResolved), "resolved");
        return parts.size() + " alerts at once: " + String.join(", ", counts);
    }

    /** How it is: somebody sees to it is no news of what is wrong. */
    private static String word(Notice part) {
        if (part.isResolved()) {
            return "RESOLVED";
        }
        return part.isNewsToAll() ? part.alert().level().name() : SEEN_TO;
    }

    private static void count(List<String> into, Stream<Notice> some, String word) {
        long count = some.count();
        if (count > 0) {
            into.add(count + " " + word.toLowerCase(Locale.ROOT));
        }
    }

    private static String listed(List<Notice> parts) {
        String lines = parts.stream()
                .limit(LISTED)
                .map(part -> word(part) + " ["
                        + part.alert().component() + "] "
                        + part.alert().problem().title())
                .collect(Collectors.joining("\n"));
        return parts.size() > LISTED ? lines + "\nand " + (parts.size() - LISTED) + " more" : lines;
    }
}
