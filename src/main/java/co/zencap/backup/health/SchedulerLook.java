package co.zencap.backup.health;

import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.quartz.ScheduleRoutes;
import java.time.Clock;

/** Whether timers fire. */
public record SchedulerLook(ScheduleRoutes schedule, Clock clock) implements Component.Look {
    @Override
    public Finding look() throws Exception {
        if (!schedule.isStarted()) {
            return Finding.degraded(
                    "It is kept in the catalog, which could not be reached yet. This node begins its backups by itself;"
                            + " nothing else happens on time.",
                    "Bring the catalog back; the schedule then begins by itself.");
        }
        if (schedule.isHalted()) {
            return Finding.down(
                    "It has been stopped: no timer of the schedule fires.",
                    "Start the service again; what was due meanwhile is made up for.");
        }
        var late = schedule.late(clock.instant().minus(Timetable.LATE));
        return late.isEmpty()
                ? Finding.up("All timers fire.")
                : Finding.degraded(
                        "These should have fired and have not: " + String.join(", ", late.keySet()) + ".",
                        "See in Hawtio whether their routes run.");
    }
}
