package co.zencap.backup.schedule.quartz;

import co.zencap.backup.schedule.CronTimes;
import java.text.ParseException;
import java.util.Date;
import org.quartz.CronTrigger;
import org.quartz.ScheduleBuilder;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.spi.MutableTrigger;

/** A cron trigger that comes at the times of {@link CronTimes}, where Quartz's own leaves some out. */
final class CronTimesTrigger extends CronTriggerImpl {
    private static final long serialVersionUID = 1;

    /** The same as one of Quartz's own, but for its times; without its name. */
    static CronTimesTrigger like(CronTriggerImpl other) {
        try {
            var trigger = new CronTimesTrigger();
            trigger.setCronExpression(other.getCronExpression());
            trigger.setTimeZone(other.getTimeZone());
            trigger.setMisfireInstruction(other.getMisfireInstruction());
            trigger.setStartTime(other.getStartTime());
            return trigger;
        } catch (ParseException e) {
            throw new IllegalStateException("Quartz has taken this expression before", e);
        }
    }

    @Override
    protected Date getTimeAfter(Date after) {
        try {
            return new CronTimes(getCronExpression())
                    .next(after.toInstant(), getTimeZone().toZoneId())
                    .map(Date::from)
                    .orElse(null);
        } catch (ParseException e) {
            throw new IllegalStateException("Quartz has taken this expression before", e);
        }
    }

    @Override
    public ScheduleBuilder<CronTrigger> getScheduleBuilder() {
        CronTriggerImpl model = this;
        return new ScheduleBuilder<>() {
            @Override
            protected MutableTrigger build() {
                return like(model);
            }
        };
    }
}
