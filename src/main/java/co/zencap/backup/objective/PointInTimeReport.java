package co.zencap.backup.objective;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.WalWindow;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** From when to when the database's cluster can be recovered to any instant; asks the catalog, and throws while it is away. */
public final class PointInTimeReport {
    private final Settings settings;
    private final CatalogQueries queries;
    private final Clock clock;

    public PointInTimeReport(Settings settings, CatalogQueries queries, Clock clock) {
        this.settings = settings;
        this.queries = queries;
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
            described.put("detail", detail());
            return described;
        });
    }

    /** How much would be lost now; empty while no base backup leads to now. */
    public Optional<Duration> loss() {
        Instant now = clock.instant();
        return window().flatMap(WalWindow::recoverable)
                .map(newest -> newest.isAfter(now) ? Duration.ZERO : Duration.between(newest, now));
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
                .map(newest -> "Any instant up to " + newest + " can be recovered.")
                .orElse("No base backup leads to now yet.");
    }

    private Optional<WalWindow> window() {
        return WalWindow.of(queries, settings.baseTarget().value());
    }
}
