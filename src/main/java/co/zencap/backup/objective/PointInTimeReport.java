package co.zencap.backup.objective;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.WalLag;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * From when to when the database's cluster can be recovered to any instant; asks the catalog, and throws while it is away. What
 * is recovered comes from any repository, so the one that is behind most counts.
 */
public final class PointInTimeReport {
    private final Settings settings;
    private final CatalogQueries queries;
    private final Supplier<List<WalLag>> lags;
    private final Clock clock;

    /** @param lags how far each repository is, where this node receives the log */
    public PointInTimeReport(Settings settings, CatalogQueries queries, Supplier<List<WalLag>> lags, Clock clock) {
        this.settings = settings;
        this.queries = queries;
        this.lags = lags;
        this.clock = clock;
    }

    /** For the API; empty where the log is not kept. */
    public Optional<Map<String, Object>> describe() {
        return settings.wal().map(wal -> {
            Optional<WalWindow> window = window();
            var described = new LinkedHashMap<String, Object>();
            described.put("target", settings.baseTarget().value());
            described.put("oldest", window.map(WalWindow::oldest).orElse(null));
            described.put("newest", window.flatMap(WalWindow::recoverable).orElse(null));
            described.put("lossSeconds", loss().map(Duration::toSeconds).orElse(null));
            described.put("objectiveSeconds", objective().toSeconds());
            described.put("whole", window.map(WalWindow::whole).orElse(false));
            described.put("gap", window.map(WalWindow::gap).orElse(null));
            described.put("timeline", window.map(WalWindow::timeline).orElse(null));
            described.put("heldBytes", window.map(WalWindow::heldBytes).orElse(null));
            described.put("backlogBytes", window.map(WalWindow::backlogBytes).orElse(null));
            described.put("repositories", repositories());
            described.put("detail", detail());
            return described;
        });
    }

    private List<Map<String, Object>> repositories() {
        var all = new ArrayList<Map<String, Object>>();
        for (WalLag lag : lags.get()) {
            var described = new LinkedHashMap<String, Object>();
            described.put("repository", lag.repository());
            described.put("newest", lag.newest().orElse(null));
            described.put(
                    "lossSeconds",
                    lag.newest().map(this::since).map(Duration::toSeconds).orElse(null));
            described.put("backlogBytes", lag.backlogBytes().orElse(null));
            described.put("problem", lag.problem().map(Problem::sentence).orElse(null));
            all.add(described);
        }
        return all;
    }

    /** How much would be lost now; empty while no base backup leads to now. */
    public Optional<Duration> loss() {
        return window().flatMap(WalWindow::recoverable).map(this::since);
    }

    private Duration since(Instant newest) {
        Instant now = clock.instant();
        return newest.isAfter(now) ? Duration.ZERO : Duration.between(newest, now);
    }

    /** How much may be. */
    public Duration objective() {
        String database = settings.target().value();
        return settings.objectives().point(database, settings.objectives().databasePoint());
    }

    /** A sentence on how it stands. */
    public String detail() {
        Optional<WalWindow> window = window();
        if (window.map(WalWindow::gap).isPresent()) {
            return "The log lacks its segment " + window.get().gap() + "; a new base backup begins by itself.";
        }
        return window.flatMap(WalWindow::recoverable)
                .map(newest -> "Any instant up to " + newest + " can be recovered" + fromAny())
                .orElse("No base backup leads to now yet.");
    }

    /** Names who is behind, and how far the others are. */
    private String fromAny() {
        List<WalLag> all = lags.get();
        if (all.stream().allMatch(lag -> lag.problem().isEmpty())) {
            return ".";
        }
        return ", whichever repository is left: "
                + String.join(
                        ", ",
                        all.stream()
                                .map(lag -> lag.repository()
                                        + lag.newest()
                                                .map(newest -> " has all up to " + newest)
                                                .orElse(": how far it is, is not known yet"))
                                .toList())
                + ".";
    }

    private Optional<WalWindow> window() {
        return WalWindow.of(queries, settings.baseTarget().value());
    }
}
