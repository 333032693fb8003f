package co.zencap.backup.verify;

import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Sightings;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.SpeedSamples;
import co.zencap.backup.operation.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** The steps of {@code measure-repository}: each whole read of a copy also tells how fast its repository is. */
public final class RepositorySpeed {
    private static final int LOOKED_AT = 60;

    private final SpeedSamples samples;
    private final Clock clock;

    public RepositorySpeed(SpeedSamples samples, Clock clock) {
        this.samples = samples;
        this.clock = clock;
    }

    /** The sample of a verification; null where too little was read. */
    public SpeedSamples.Row sample(Verification verification, String target) {
        ReadSpeed speed = verification.speed();
        return verification.isConclusive() && speed.tells()
                ? new SpeedSamples.Row(
                        verification.repository(),
                        target,
                        verification.backupId(),
                        verification.endedAt(),
                        speed.bytes(),
                        speed.bytesPerSecond(),
                        speed.firstByte().toNanos() / 1e6)
                : null;
    }

    /** The catalog's rows of a sample. */
    public List<CatalogEntry> entries(SpeedSamples.Row sample) {
        return samples.entries(sample);
    }

    /** What there is to tell after this sample. Throws while the catalog is away. */
    public Sightings sightings(SpeedSamples.Row sample) {
        List<Double> series = samples.newest(sample.repository(), sample.target(), LOOKED_AT).stream()
                .map(SpeedSamples.Row::bytesPerSecond)
                .toList();
        return new Sightings(
                "speed of " + sample.repository() + " with " + sample.target(),
                clock.instant(),
                SpeedTrend.of(series).map(slow -> alert(sample, slow)).stream().toList());
    }

    private Alert alert(SpeedSamples.Row sample, SpeedTrend.Slowdown slow) {
        var problem = new Problem(
                "Repository " + sample.repository() + " has become slow",
                "Twice in a row backups of " + sample.target()
                        + " were read at less than a third of their usual speed: " + megabytes(slow.now())
                        + " instead of " + megabytes(slow.median()) + " MB a second.",
                "A restore would take as much longer: look at the disk, or at the network and the limits of the server.");
        return Alert.of(
                        Level.WARNING,
                        "verification",
                        sample.target(),
                        problem,
                        null,
                        sample.backupId(),
                        clock.instant())
                .about("slow " + sample.repository());
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }
}
