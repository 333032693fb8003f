package co.zencap.backup.alert;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.RefusedEntry;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes entries that the catalog refuses for good out of the way of those behind them, and tells somebody. The list is of one
 * go through the journal.
 *
 * @param kept where they are kept
 */
public record CatalogRefusals(String target, String node, Path kept, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogRefusals.class);

    /** None yet. */
    public List<RefusedEntry> none() {
        return new ArrayList<>();
    }

    /**
     * Puts one that was refused for good into the list.
     *
     * @throws Exception the failure itself, when it may pass; nothing behind it is tried then
     */
    public void note(List<RefusedEntry> refused, CatalogEntry entry, Exception failure) throws Exception {
        refused.add(RefusedEntry.of(entry, failure).orElseThrow(() -> failure));
    }

    /** The alert of all; null when there are none. */
    public Alert alert(List<RefusedEntry> refused) {
        if (refused.isEmpty()) {
            return null;
        }
        refused.forEach(each ->
                LOG.error("The catalog refuses an entry ({}): {}", each.entry().statement(), each.reason()));
        String statements = refused.stream()
                .map(each -> String.valueOf(each.entry().statement()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        var problem = new Problem(
                "The catalog refuses what is written to it",
                Figures.count(refused.size(), "entry", "entries") + " of " + node + " (" + statements
                        + ") did not get into it, and will not by themselves. The first: "
                        + refused.get(0).reason() + " They are kept in " + kept
                        + "; what came after them was written. Backups and their copies are not affected.",
                "Mend the reason (after a step back to an older program: go forward again; else the role's rights on the"
                        + " catalog's tables). Then stop the service, append the file's lines to catalog-journal.jsonl"
                        + " beside it, delete it, and start the service.");
        return Alert.of(Level.ERROR, "catalog", target, problem, clock.instant())
                .about("refuses from " + node);
    }
}
