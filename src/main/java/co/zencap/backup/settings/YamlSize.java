package co.zencap.backup.settings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** How much a document becomes once its aliases are written out: a few lines can become millions, or have no end. */
final class YamlSize {
    private static final int DEEPEST = 30;
    private static final long MOST = 100_000;

    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<Anchor, Long> sizes = new HashMap<>();
    private long size;

    /** A list or a map that has begun, after so much. */
    private record Open(Optional<Anchor> anchor, long before) {}

    /** @throws IllegalArgumentException when it is nested too deep, too much, or without end */
    static void require(Iterable<Event> events) {
        var document = new YamlSize();
        events.forEach(document::count);
    }

    private void count(Event event) {
        if (event instanceof CollectionStartEvent start) {
            open.push(new Open(start.getAnchor(), size++));
            start.getAnchor().ifPresent(anchor -> sizes.put(anchor, MOST));
        } else if (event instanceof CollectionEndEvent) {
            Open ended = open.pop();
            ended.anchor().ifPresent(anchor -> sizes.put(anchor, size - ended.before()));
        } else if (event instanceof AliasEvent alias) {
            size += sizes.getOrDefault(alias.getAlias(), 1L); // within itself it has no end
        } else if (event instanceof ScalarEvent) {
            size++;
        }
        if (open.size() > DEEPEST || size >= MOST) {
            throw new IllegalArgumentException("It is nested more than " + DEEPEST + " levels deep, or has more than "
                    + MOST + " values. HINT: see the example in it.");
        }
    }
}
