package co.zencap.backup.schedule.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import co.zencap.backup.testing.TestService;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.quartz.QuartzComponent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.triggers.CronTriggerImpl;
import org.quartz.spi.OperableTrigger;

/**
 * The timers that a service with the default schedule has in its catalog, taken from there, in a usual week and in those in
 * which the clock is changed. They are asked as Quartz asks them when they have fired, only that the week is over at once.
 */
class ScheduleWeeksTest {
    private static final Map<Schedule, LocalTime> DAILY = Map.of(
            Schedule.COMPREHENSIVE_VERIFICATION, LocalTime.of(2, 0),
            Schedule.CLEANUP, LocalTime.of(3, 0),
            Schedule.QUICK_TEST, LocalTime.of(4, 0),
            Schedule.DAILY_REPORT, LocalTime.of(7, 0));

    @TempDir
    static Path folder;

    private static final PostgresUrl CATALOG = TestCluster.createDatabase();
    private static TestService service;

    @BeforeAll
    static void start() throws Exception {
        var variables = new HashMap<String, String>();
        Arrays.stream(Schedule.values()).forEach(schedule -> variables.put(schedule.variable(), schedule.byDefault()));
        variables.put("POSTGRES_URL_NON_POOLING", Databases.text(TestCluster.createDatabase()));
        variables.put("BACKUP_CATALOG_URL", Databases.text(CATALOG));
        // Base backups are due where the log is kept.
        variables.put("BACKUP_WAL_ENABLED", "true");
        // Reports are due where somebody gets them.
        variables.put("BACKUP_ALERT_EMAILS", "ops@example.org");
        variables.put("BACKUP_SMTP_URL", "smtp://127.0.0.1:1");
        variables.put("BACKUP_SMTP_FROM", "backup@example.org");
        service = TestService.start(folder, variables, ScheduleWeeksTest::withoutWork);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        service.bean("scheduleRoutes", ScheduleRoutes.class).isStarted()
                                && Databases.query(CATALOG, "SELECT trigger_name FROM zencap.qrtz_triggers")
                                                .size()
                                        == Schedule.values().length);
    }

    /** The timers of the schedule, and nothing that they begin. */
    private static String withoutWork(String routes) {
        return routes.contains("quartz:schedule/")
                ? routes.replaceAll("(?m)steps:\\n(        - .*\\n?)+", "steps:\n        - log: fired\n")
                : routes;
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-11-23",
        "Europe/Berlin, 2026-03-23",
        "Europe/Berlin, 2026-10-19",
        "America/New_York, 2026-03-02",
        "America/New_York, 2026-10-26",
        "Australia/Lord_Howe, 2026-03-30",
        "Australia/Lord_Howe, 2026-09-28",
        "Pacific/Apia, 2026-11-30",
    })
    void eachTimerFiresWhenItShould(ZoneId zone, LocalDate monday) throws Exception {
        Instant from = start(monday, zone);
        Instant to = start(monday.plusDays(7), zone);
        for (Schedule schedule : Schedule.values()) {
            List<Instant> fired = fired(trigger(schedule), zone, from, to);
            assertThat(fired).as("%s", schedule).isEqualTo(expected(schedule, zone, from, to));
        }
    }

    /** Said anew, in the words of the specification, without any expression. */
    private static List<Instant> expected(Schedule schedule, ZoneId zone, Instant from, Instant to) {
        Stream<LocalDate> days =
                from.atZone(zone).toLocalDate().datesUntil(to.atZone(zone).toLocalDate());
        return switch (schedule) {
            case DATABASE -> every(Duration.ofMinutes(60), from, to);
            case FILES -> every(Duration.ofHours(4), from, to);
            case FULL_SYSTEM -> every(Duration.ofDays(1), from, to);
            case QUICK_VERIFICATION -> every(Duration.ofHours(6), from, to);
            case HEALTH_CHECK -> every(Duration.ofMinutes(5), from, to);
            case BACKUP_STATUS -> every(Duration.ofMinutes(10), from, to);
            case COMPREHENSIVE_VERIFICATION, CLEANUP, QUICK_TEST, DAILY_REPORT ->
            // A time that the day does not have is moved to the end of the hour that is left out, or of the half hour.
            days.map(day -> at(day, DAILY.get(schedule), zone)).toList();
            case FULL_TEST -> days.filter(day -> day.getDayOfWeek().getValue() == 7)
                    .map(day -> at(day, LocalTime.of(5, 0), zone))
                    .toList();
            case BASE -> days.filter(day -> day.getDayOfWeek().getValue() == 7)
                    .map(day -> at(day, LocalTime.of(1, 30), zone))
                    .toList();
            case BASE_INCREMENTAL -> days.filter(day -> day.getDayOfWeek().getValue() != 7)
                    .map(day -> at(day, LocalTime.of(1, 30), zone))
                    .toList();
            case WEEKLY_REPORT -> days.filter(day -> day.getDayOfWeek().getValue() == 1)
                    .map(day -> at(day, LocalTime.of(7, 0), zone))
                    .toList();
            case DISASTER_SIMULATION -> days.filter(day -> day.getDayOfMonth() == 1)
                    .map(day -> at(day, LocalTime.of(6, 0), zone))
                    .toList();
        };
    }

    private static Instant at(LocalDate day, LocalTime time, ZoneId zone) {
        var change = zone.getRules().getTransition(day.atTime(time));
        return change != null && change.isGap()
                ? change.getInstant()
                : ZonedDateTime.of(day, time, zone).withEarlierOffsetAtOverlap().toInstant();
    }

    private static List<Instant> every(Duration interval, Instant from, Instant to) {
        return Stream.iterate(from, at -> at.isBefore(to), at -> at.plus(interval))
                .toList();
    }

    /** What Camel makes anew has its first time from Quartz itself: the catalog must not have it like that. */
    @Test
    void theFirstTimeInTheCatalogIsRightToo() throws Exception {
        Scheduler scheduler = scheduler();
        JobDetail job = scheduler.getJobDetail(trigger(Schedule.CLEANUP).getJobKey());
        var key = TriggerKey.triggerKey("night", "test");
        Trigger made = TriggerBuilder.newTrigger()
                .withIdentity(key)
                .forJob(job)
                .startAt(Date.from(Instant.parse("2027-03-27T12:00:00Z")))
                .withSchedule(CronScheduleBuilder.cronSchedule("0 30 2 * * ?")
                        .inTimeZone(TimeZone.getTimeZone("Europe/Berlin")))
                .build();
        try {
            scheduler.scheduleJob(made);
            assertThat(nextInCatalog()).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));

            // The same way that a changed expression goes
            scheduler.rescheduleJob(key, made.getTriggerBuilder().build());
            assertThat(nextInCatalog()).isEqualTo(Instant.parse("2027-03-28T01:00:00Z"));

            var read = (CronTriggerImpl) scheduler.getTrigger(key);
            assertThat(read.getCronExpression()).isEqualTo("0 30 2 * * ?");
            assertThat(read.getTimeZone().getID()).isEqualTo("Europe/Berlin");
            assertThat(read.getFireTimeAfter(read.getNextFireTime()).toInstant())
                    .isEqualTo(Instant.parse("2027-03-29T00:30:00Z"));
        } finally {
            scheduler.unscheduleJob(key);
        }
    }

    private static Instant nextInCatalog() {
        return Instant.ofEpochMilli(Long.parseLong(
                Databases.query(CATALOG, "SELECT next_fire_time FROM zencap.qrtz_triggers WHERE trigger_name = 'night'")
                        .get(0)));
    }

    /** They are made up for once when the service was away, and go on as before. */
    @Test
    void allTimersMakeUpOnceForWhatWasMissed() throws Exception {
        for (Schedule schedule : Schedule.values()) {
            assertThat(trigger(schedule).getMisfireInstruction())
                    .as("%s", schedule)
                    .isNotEqualTo(Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
        }
        assertThat(Arrays.stream(Schedule.values()).collect(Collectors.toMap(s -> s, ScheduleWeeksTest::kind)))
                .allSatisfy((schedule, kind) -> assertThat(kind)
                        .isEqualTo(schedule.byDefault().contains(" ") ? "CronTimesTrigger" : "SimpleTriggerImpl"));
    }

    private static String kind(Schedule schedule) {
        try {
            return trigger(schedule).getClass().getSimpleName();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Instant> fired(Trigger timer, ZoneId zone, Instant from, Instant to) {
        var trigger = (OperableTrigger)
                timer.getTriggerBuilder().startAt(Date.from(from)).build();
        if (trigger instanceof CronTriggerImpl cron) {
            cron.setTimeZone(TimeZone.getTimeZone(zone));
        }
        var fired = new ArrayList<Instant>();
        for (Date at = trigger.computeFirstFireTime(null);
                at.toInstant().isBefore(to);
                at = trigger.getNextFireTime()) {
            fired.add(at.toInstant());
            trigger.triggered(null);
        }
        return fired;
    }

    private static Trigger trigger(Schedule schedule) throws Exception {
        return scheduler().getTrigger(TriggerKey.triggerKey(schedule.word(), "schedule"));
    }

    private static Scheduler scheduler() {
        return service.camel().getComponent("quartz", QuartzComponent.class).getScheduler();
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
