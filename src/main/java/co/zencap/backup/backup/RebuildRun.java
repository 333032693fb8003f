package co.zencap.backup.backup;

import co.zencap.backup.backup.ManifestPlaces.Place;
import co.zencap.backup.catalog.KnownCopies;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.repository.RepositoryUse;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One rebuild of the catalog: what was known before it, and what it has found. Used by one route. */
public final class RebuildRun implements Closeable {
    private static final int REFUSALS_SHOWN = 20;

    /** What no repository holds. */
    private static final List<String> NOT_KNOWN = List.of(
            "operations",
            "verifications",
            "restoration tests and certificates",
            "alerts",
            "the audit trail",
            "statistics",
            "settings changed while the service ran");

    private final RunningOperation operation;
    private final RepositoryUse.Use use;
    private final KnownCopies known;
    private final Set<String> backups = new HashSet<>();
    private final Set<String> holds = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private int refused;
    private int copies;
    private int there;
    private long bytes;

    /** @param use keeps away who deletes; the run's, from here on */
    RebuildRun(RunningOperation operation, RepositoryUse.Use use, KnownCopies known) {
        this.operation = operation;
        this.use = use;
        this.known = known;
    }

    RunningOperation operation() {
        return operation;
    }

    /** Whether all that a place tells is in the catalog; then it is not read. */
    boolean knows(Place place) {
        boolean all = known.hasCopy(place.id().value(), place.repository().id())
                && (!place.held() || known.holds().contains(place.id().value()))
                && place.missingIn()
                        .map(other -> known.hasCopy(place.id().value(), other))
                        .orElse(true);
        there += all ? 1 : 0;
        return all;
    }

    boolean knowsCopy(Place place) {
        return known.hasCopy(place.id().value(), place.repository().id());
    }

    boolean knowsHold(Place place) {
        return known.holds().contains(place.id().value());
    }

    /** One more place is done. */
    void passed(Place place) {
        bytes += place.bytes();
        operation.progress(bytes);
    }

    void added(Place place, boolean hold) {
        String id = place.id().value();
        if (!known.backups().contains(id)) {
            backups.add(id);
        }
        copies += knowsCopy(place) ? 0 : 1;
        if (hold) {
            holds.add(id);
        }
    }

    void refused(Place place, Exception why) {
        refused++;
        if (refusals.size() < REFUSALS_SHOWN) {
            refusals.add(place.repository().id() + " " + place.target() + "/" + place.id() + ": " + why.getMessage());
        }
    }

    /** Tells what came of it. */
    void report() {
        operation.result("backups", backups.size());
        operation.result("copies", copies);
        operation.result("holds", holds.size());
        operation.result("knownCopies", there);
        operation.result("refused", refused);
        operation.result("refusals", List.copyOf(refusals));
        operation.result("notKnown", NOT_KNOWN);
    }

    @Override
    public void close() {
        use.close();
    }
}
