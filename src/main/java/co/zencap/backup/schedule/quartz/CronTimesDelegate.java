package co.zencap.backup.schedule.quartz;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Date;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobDetail;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.CalendarIntervalTriggerPersistenceDelegate;
import org.quartz.impl.jdbcjobstore.CronTriggerPersistenceDelegate;
import org.quartz.impl.jdbcjobstore.DailyTimeIntervalTriggerPersistenceDelegate;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.jdbcjobstore.SimpleTriggerPersistenceDelegate;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * Reads the catalog's cron triggers as {@link CronTimesTrigger}s, and sees to it that the first time of those that Camel makes
 * is right as well. The tables stay as Quartz has them.
 */
public final class CronTimesDelegate extends PostgreSQLDelegate {

    @Override
    protected void addDefaultTriggerPersistenceDelegates() {
        addTriggerPersistenceDelegate(new SimpleTriggerPersistenceDelegate());
        addTriggerPersistenceDelegate(new CronRows());
        addTriggerPersistenceDelegate(new CalendarIntervalTriggerPersistenceDelegate());
        addTriggerPersistenceDelegate(new DailyTimeIntervalTriggerPersistenceDelegate());
    }

    @Override
    public int insertTrigger(Connection connection, OperableTrigger trigger, String state, JobDetail job)
            throws SQLException, IOException {
        correctFirstTime(trigger);
        return super.insertTrigger(connection, trigger, state, job);
    }

    @Override
    public int updateTrigger(Connection connection, OperableTrigger trigger, String state, JobDetail job)
            throws SQLException, IOException {
        correctFirstTime(trigger);
        return super.updateTrigger(connection, trigger, state, job);
    }

    /** One of Quartz's own has just been made, and has not come from here. */
    private static void correctFirstTime(OperableTrigger trigger) {
        if (trigger instanceof CronTriggerImpl cron && !(cron instanceof CronTimesTrigger)) {
            Date first = CronTimesTrigger.like(cron)
                    .getFireTimeAfter(Date.from(cron.getStartTime().toInstant().minusSeconds(1)));
            cron.setNextFireTime(first);
        }
    }

    /** Rows of {@code qrtz_cron_triggers}. */
    private static final class CronRows extends CronTriggerPersistenceDelegate {
        @Override
        public TriggerPropertyBundle loadExtendedTriggerPropertiesFromResultSet(ResultSet row, TriggerKey key)
                throws SQLException {
            TriggerPropertyBundle plain = super.loadExtendedTriggerPropertiesFromResultSet(row, key);
            var cron = (CronTriggerImpl) ((CronScheduleBuilder) plain.getScheduleBuilder()).build();
            return new TriggerPropertyBundle(CronTimesTrigger.like(cron).getScheduleBuilder(), null, null);
        }
    }
}
