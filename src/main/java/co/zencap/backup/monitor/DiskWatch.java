package co.zencap.backup.monitor;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.DiskSamples;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.storage.DiskForecast;
import co.zencap.backup.storage.Growth.Sample;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Tells that the local repository's disk will be full, before it is. */
public final class DiskWatch {
    /** Time for a person to find a larger disk, weekends included. */
    private static final Duration FORESIGHT = Duration.ofDays(7);

    private final LocalSpace space;
    private final DiskSamples samples;
    private final String node;
    private final Clock clock;

    public DiskWatch(LocalSpace space, DiskSamples samples, String node, Clock clock) {
        this.space = space;
        this.samples = samples;
        this.node = node;
        this.clock = clock;
    }

    /** How full it is now, for the catalog. */
    public List<CatalogEntry> sample() throws IOException {
        LocalSpace.Use use = space.use();
        return samples.entries(new DiskSamples.Row(clock.instant(), use.total(), use.used()));
    }

    /** When it will be full; throws while the catalog is away. */
    public DiskForecast forecast() throws IOException {
        Instant now = clock.instant();
        long total = space.use().total();
        List<Sample> used = samples.since(now.minus(DiskForecast.OVER)).stream()
                // A disk that was made larger, or changed for another, says nothing of this one.
                .filter(row -> row.total() == total)
                .map(row -> new Sample(row.at(), row.used()))
                .toList();
        return DiskForecast.of(used, space.use().usable(), now);
    }

    /** That it will be full soon; throws while the catalog is away. */
    public Sightings sightings() throws IOException {
        DiskForecast forecast = forecast();
        Instant now = clock.instant();
        Optional<Instant> full = forecast.fullAt().filter(at -> at.isBefore(now.plus(FORESIGHT)));
        return new Sightings(
                "disk of " + node,
                now,
                full.isEmpty() ? List.of() : List.of(filling(full.get(), forecast, space.use(), now)));
    }

    private Alert filling(Instant full, DiskForecast forecast, LocalSpace.Use use, Instant now) {
        var problem = new Problem(
                "The disk of the local repository will be full in " + Figures.duration(Duration.between(now, full)),
                Figures.bytes(use.usable()) + " of " + Figures.bytes(use.total()) + " are free; over the last "
                        + DiskForecast.OVER.toDays() + " days its use grew by "
                        + Figures.bytes(forecast.growthPerDay().orElse(0)) + " a day, which fills it at "
                        + full + ".",
                "Keep fewer local copies (BACKUP_RETENTION_LOCAL), move BACKUP_LOCAL_DIR to a larger disk, or find what"
                        + " else grows there; ./zencap storage shows what backups take.");
        return Alert.of(Level.WARNING, "storage", "", problem, now).about("filling disk on " + node);
    }
}
