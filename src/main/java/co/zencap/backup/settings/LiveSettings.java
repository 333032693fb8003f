package co.zencap.backup.settings;

import co.zencap.backup.repository.PartSize;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.Settings.Performance;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings that can be changed while the service runs. What it was started with is in force until somebody
 * {@linkplain #apply changes} it. Thread-safe.
 */
public final class LiveSettings {
    private static final Set<String> NAMES = names();

    private final Settings started;
    private volatile Values values;

    /**
     * What is in force at one moment.
     *
     * @param changes by variable; the rest is as the service was started
     * @param timetable when work is done
     * @param performance how much of the machine a run may use
     * @param chunkSize bytes per part of an upload
     */
    public record Values(Map<String, String> changes, Timetable timetable, Performance performance, long chunkSize) {}

    public LiveSettings(Settings started) {
        this.started = started;
        this.values = read(Map.of());
    }

    private static Set<String> names() {
        var names =
                new TreeSet<String>(Set.of("BACKUP_COMPRESSION_LEVEL", "BACKUP_MAX_CONCURRENT", "BACKUP_S3_CHUNK_MB"));
        for (Schedule schedule : Schedule.values()) {
            names.add(schedule.variable());
        }
        return names;
    }

    /** What is in force now. */
    public Values values() {
        return values;
    }

    /**
     * What would be in force with these changes.
     *
     * @param changes by variable
     * @throws IllegalArgumentException with a sentence and a hint when one makes no sense or can't be changed now
     */
    public Values read(Map<String, String> changes) {
        for (String name : changes.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        name + " can't be changed while the service runs. HINT: set it and start the service anew.");
            }
        }
        var reader = new SettingsReader(changes, started.home());
        var others = new EnumMap<Schedule, Optional<Timing>>(Schedule.class);
        for (Schedule schedule : Schedule.values()) {
            others.put(schedule, started.timetable().of(schedule));
        }
        return new Values(
                Map.copyOf(changes),
                reader.timetable(
                        others,
                        started.timetable().zone(),
                        started.alerts().email().isPresent(),
                        started.wal().isPresent()),
                reader.performance(started.performance()),
                new S3SettingsReader(changes, started.home())
                        .chunkSize(started.s3().map(S3Settings::chunkSize).orElse(PartSize.SMALLEST)));
    }

    /**
     * Puts changes in force, in place of all earlier ones.
     *
     * @return whether a schedule's time is another now
     */
    public synchronized boolean apply(Map<String, String> changes) {
        Values before = values;
        values = read(changes);
        return !before.timetable().equals(values.timetable());
    }

    /** Whether a variable's value is not the one that the service was started with. */
    public boolean isChanged(String variable) {
        return !values.changes().getOrDefault(variable, "").isBlank();
    }

    /** The changes in force, with these on top; a blank one takes an earlier change back. */
    public Map<String, String> with(Map<String, String> more) {
        var all = new TreeMap<>(values.changes());
        all.putAll(more);
        return all;
    }
}
