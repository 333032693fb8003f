package co.zencap.backup.api;

import co.zencap.backup.schedule.quartz.ScheduleRoutes;

/** {@code /api/v1/schedules}. */
public record ScheduleResource(ScheduleRoutes schedule) {

    /** What is done on time. */
    public Answer list() {
        return Answer.ok(StatusReport.ordered("atWork", schedule.isStarted(), "schedules", schedule.describe()));
    }
}
