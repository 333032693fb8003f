package co.zencap.backup.health;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.HealthHistory;
import co.zencap.backup.catalog.HealthHistory.Row;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was found over a restart: what was away before it has been away since then. Thread-safe. */
public final class HealthMemory {
    private static final Logger LOG = LoggerFactory.getLogger(HealthMemory.class);

    private final HealthBoard board;
    private final HealthHistory history;
    private boolean recalled;

    public HealthMemory(HealthBoard board, HealthHistory history) {
        this.board = board;
        this.history = history;
    }

    /** The rows of what was found last; what the rows of before tell is taken over first. */
    public synchronized List<CatalogEntry> entries() {
        recall();
        HealthBoard.Latest latest = board.latest();
        return latest.components().stream()
                .map(each -> history.entry(
                        new Row(each.name(), each.state().word(), each.since(), each.lastGood()),
                        each.detail(),
                        each.response(),
                        latest.at()))
                .toList();
    }

    private void recall() {
        if (recalled) {
            return;
        }
        try {
            Map<String, Row> rows = history.latest().stream().collect(Collectors.toMap(Row::component, row -> row));
            board.recall(rows);
            recalled = true;
        } catch (RuntimeException e) {
            LOG.debug("How the parts were before the start is not known yet: {}", e.getMessage());
        }
    }
}
