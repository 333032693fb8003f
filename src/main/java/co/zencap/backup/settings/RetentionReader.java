package co.zencap.backup.settings;

import co.zencap.backup.retention.PurgeLimit;
import co.zencap.backup.retention.RetentionPolicy;
import co.zencap.backup.settings.RetentionSettings.Override;
import co.zencap.backup.settings.RetentionSettings.Policies;
import co.zencap.backup.target.ByTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads how long backups are kept: {@code BACKUP_RETENTION_*}, and single targets in {@code config/retention.yaml}. */
final class RetentionReader {
    static final RetentionPolicy LONG =
            RetentionPolicy.parse("last=3,hourly=24,daily=7,weekly=4,monthly=12,yearly=7,within=3d,max-age=10y");
    /** For copies that the off-site repository has as well. */
    static final RetentionPolicy SHORT = RetentionPolicy.parse("last=3,daily=7,within=3d");

    private final Path home;
    private final boolean offsite;
    private final Map<String, Entry> inTargets;

    /** One target in the file; what is left out is null. */
    record Entry(String local, String s3) {}

    /**
     * @param home the installation
     * @param offsite whether there is an off-site repository; without one the local copies are all there is
     * @param inTargets what {@code config/targets.yaml} says
     */
    RetentionReader(Path home, boolean offsite, Map<String, Entry> inTargets) {
        this.inTargets = inTargets;
        this.home = home;
        this.offsite = offsite;
    }

    /** @throws IllegalArgumentException with a sentence and a hint */
    RetentionSettings read(
            Optional<String> local,
            Optional<String> s3,
            int maxPurgePercent,
            int graceHours,
            int highWaterPercent,
            int historyDays) {
        if (s3.isPresent() && !offsite) {
            throw noBucket("BACKUP_RETENTION_S3 is set");
        }
        return new RetentionSettings(
                new Policies(
                        local.map(text -> policy("BACKUP_RETENTION_LOCAL", text))
                                .orElse(offsite ? SHORT : LONG),
                        s3.map(text -> policy("BACKUP_RETENTION_S3", text)).orElse(LONG)),
                new ByTarget<>(targets()),
                new PurgeLimit(maxPurgePercent),
                Duration.ofHours(graceHours),
                highWaterPercent,
                Duration.ofDays(historyDays));
    }

    private Map<String, Override> targets() {
        Map<String, Override> all = new YamlFile(home.resolve("config/retention.yaml"), "retention")
                .read(Entry.class, "a target has local and s3, each with a policy", this::override);
        inTargets.forEach((target, entry) -> {
            try {
                if (all.put(target, override(target, entry)) != null) {
                    throw new IllegalArgumentException("'" + target + "' has a policy in config/retention.yaml as well."
                            + " HINT: remove one of the two.");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(home.resolve("config/targets.yaml") + ": " + e.getMessage(), e);
            }
        });
        return all;
    }

    private Override override(String target, Entry entry) {
        if (entry.local() == null && entry.s3() == null) {
            throw new IllegalArgumentException(
                    "'" + target + "' has no policy. HINT: give it local or s3, or remove it.");
        }
        if (entry.s3() != null && !offsite) {
            throw noBucket("'" + target + "' has a policy for s3");
        }
        return new Override(
                Optional.ofNullable(entry.local()).map(text -> policy(target + ", local", text)),
                Optional.ofNullable(entry.s3()).map(text -> policy(target + ", s3", text)));
    }

    private static RetentionPolicy policy(String where, String text) {
        try {
            return RetentionPolicy.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException noBucket(String what) {
        return new IllegalArgumentException(what + ", but BACKUP_S3_BUCKET is not. HINT: set both, or neither.");
    }

    /** A policy for a target that does not exist is a misspelt one, and the real one has none. */
    static void check(Settings settings) {
        for (String target : settings.retention().targets().all().keySet()) {
            if (!settings.targets().contains(target) && !settings.databases().mayBeFound(target)) {
                throw new IllegalArgumentException("config/retention.yaml has a policy for '" + target
                        + "', but nothing of that name is backed up. HINT: use one of "
                        + String.join(", ", settings.targets()) + ".");
            }
        }
    }
}
