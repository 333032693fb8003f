package co.zencap.backup.schedule.quartz;

import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.spi.PropertiesSource;

/**
 * What {@code routes/schedule.camel.yaml} refers to: <code>{{schedule.cleanup}}</code> is the time as options of the Quartz
 * component, <code>{{schedule.cleanup.on}}</code> whether there is to be a timer at all.
 */
final class TimetableProperties implements PropertiesSource {
    private static final String PREFIX = "schedule.";
    private static final String ON = ".on";

    private final Supplier<Timetable> timetable;
    private final BooleanSupplier started;

    TimetableProperties(Supplier<Timetable> timetable, BooleanSupplier started) {
        this.timetable = timetable;
        this.started = started;
    }

    @Override
    public String getName() {
        return "timetable";
    }

    @Override
    public String getProperty(String name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        String word = name.substring(PREFIX.length());
        boolean asksWhetherOn = word.endsWith(ON);
        String schedule = asksWhetherOn ? word.substring(0, word.length() - ON.length()) : word;
        for (Schedule each : Schedule.values()) {
            if (each.word().equals(schedule)) {
                Timetable now = timetable.get();
                return asksWhetherOn
                        ? Boolean.toString(
                                started.getAsBoolean() && now.of(each).isPresent())
                        : now.of(each).map(timing -> options(each, timing, now)).orElse("");
            }
        }
        return null;
    }

    /** A time as options of the Quartz component. */
    static String options(Schedule schedule, Timing timing, Timetable timetable) {
        if (timing.interval().isPresent()) {
            // A full system backup holds what the others make, so on the first day it comes before them.
            int delay = schedule == Schedule.FULL_SYSTEM ? 0 : 5;
            return "trigger.repeatInterval=" + timing.interval().get().toMillis() + "&triggerStartDelay="
                    + delay * 1000;
        }
        return "cron=" + timing.text().replace("#", "%23").replace(' ', '+') + "&trigger.timeZone=" + timetable.zone();
    }
}
