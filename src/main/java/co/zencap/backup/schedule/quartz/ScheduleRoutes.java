package co.zencap.backup.schedule.quartz;

import co.zencap.backup.schedule.OwnTiming;
import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.schedule.Timetable;
import co.zencap.backup.schedule.Timing;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.target.ByTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.quartz.CronTrigger;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of {@code routes/schedule.camel.yaml}, whose timers are kept in the catalog: they begin once it can be reached,
 * follow the timetable when that is changed, and leave no timer behind that no route has any more. Thread-safe.
 */
public final class ScheduleRoutes {
    public static final String FILE = "schedule.camel.yaml";

    /** Of which the route of each own schedule is made, in {@code routes/own-schedule.camel.yaml}. */
    private static final String TEMPLATE = "own-schedule";

    private static final String GROUP = "schedule";
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleRoutes.class);

    private final CamelContext camel;
    private final ClusteredQuartz quartz;
    private final LiveSettings live;
    private final ByTarget<OwnTiming> own;
    private final Reload reload;
    private volatile boolean started;
    private volatile boolean following;

    /** Loads a file of routes again. */
    public interface Reload {
        void file(String name) throws Exception;
    }

    /** @param own the targets whose backups have a time of their own */
    public ScheduleRoutes(
            CamelContext camel, ClusteredQuartz quartz, LiveSettings live, ByTarget<OwnTiming> own, Reload reload) {
        this.own = own;
        this.camel = camel;
        this.quartz = quartz;
        this.live = live;
        this.reload = reload;
        camel.addComponent("quartz", quartz);
        camel.getPropertiesComponent()
                .addPropertiesSource(new TimetableProperties(() -> live.values().timetable(), () -> started));
    }

    /** Begins; the catalog's tables must be there. Called again it does nothing. */
    public synchronized void start() throws Exception {
        if (started) {
            return;
        }
        following = true;
        started = true;
        try {
            follow();
        } catch (Exception e) {
            started = false;
            quartz.getScheduler().standby();
            throw e;
        }
        LOG.info("The schedule is at work");
    }

    /** Whether timers can fire. */
    public boolean isStarted() {
        return started;
    }

    /** Whether they could and do not, because their scheduler has been stopped; not while they are made to follow something. */
    public boolean isHalted() throws SchedulerException {
        var scheduler = quartz.getScheduler();
        return started && !following && (scheduler.isInStandbyMode() || scheduler.isShutdown());
    }

    /** Makes the timers follow the timetable. */
    public synchronized void follow() throws Exception {
        if (!started) {
            return;
        }
        following = true;
        try {
            // What fires while its route is away is lost.
            quartz.getScheduler().standby();
            try {
                loadRoutes();
            } finally {
                quartz.getScheduler().start();
            }
        } finally {
            following = false;
        }
    }

    private void loadRoutes() throws Exception {
        removeWithOtherZone(live.values().timetable());
        reload.file(FILE);
        for (Schedule schedule : Schedule.values()) {
            String id = GROUP + "-" + schedule.word();
            if (live.values().timetable().of(schedule).isEmpty() && camel.getRoute(id) != null) {
                camel.getRouteController().stopRoute(id);
                camel.removeRoute(id);
            }
        }
        makeOwn();
        removeStale();
    }

    /** A route that is made of a template does not follow an edit of it by itself. */
    private void makeOwn() throws Exception {
        for (OwnSchedule each : ownSchedules()) {
            String id = GROUP + "-" + each.timer();
            if (camel.getRoute(id) != null) {
                camel.getRouteController().stopRoute(id);
                camel.removeRoute(id);
            }
            if (each.timing().isPresent()) {
                camel.addRouteFromTemplate(
                        id,
                        TEMPLATE,
                        Map.of(
                                "target",
                                each.name(),
                                "timer",
                                each.timer(),
                                "timing",
                                TimetableProperties.options(
                                        Schedule.DATABASE,
                                        each.timing().get(),
                                        live.values().timetable())));
            }
        }
    }

    /**
     * The schedule of one target, or of the databases that are found on one server.
     *
     * @param name as it is entered
     */
    private record OwnSchedule(String name, Optional<Timing> timing) {
        String timer() {
            return "target-" + (name.endsWith("-*") ? name.substring(0, name.length() - 2) : name);
        }
    }

    private List<OwnSchedule> ownSchedules() {
        return own.all().keySet().stream()
                .sorted()
                .map(name -> new OwnSchedule(name, own.all().get(name).timing()))
                .toList();
    }

    /** Camel recognises a changed expression, but not a changed time zone. */
    private void removeWithOtherZone(Timetable timetable) throws SchedulerException {
        for (TriggerKey key : keys()) {
            if (quartz.getScheduler().getTrigger(key) instanceof CronTrigger cron
                    && !cron.getTimeZone().toZoneId().equals(timetable.zone())) {
                quartz.getScheduler().unscheduleJob(key);
            }
        }
    }

    /** Timers outlive the routes that they were made for. */
    private void removeStale() throws SchedulerException {
        Set<TriggerKey> wanted = camel.getRoutes().stream()
                .map(Route::getEndpoint)
                .filter(QuartzEndpoint.class::isInstance)
                .map(endpoint -> ((QuartzEndpoint) endpoint).getTriggerKey())
                .collect(Collectors.toSet());
        for (TriggerKey key : keys()) {
            if (!wanted.contains(key)) {
                LOG.info("The timer {} has no route any more and is removed", key);
                quartz.getScheduler().unscheduleJob(key);
            }
        }
    }

    private Set<TriggerKey> keys() throws SchedulerException {
        return quartz.getScheduler().getTriggerKeys(GroupMatcher.anyGroup());
    }

    /** Each schedule with its time, its last and its next run; the runs are null while the catalog is away. */
    public List<Map<String, Object>> describe() {
        var all = new ArrayList<Map<String, Object>>();
        Timetable timetable = live.values().timetable();
        Map<String, Trigger> triggers = triggers();
        for (Schedule schedule : Schedule.values()) {
            all.add(describe(
                    schedule.word(),
                    schedule.description(),
                    timetable.of(schedule),
                    live.isChanged(schedule.variable()),
                    Optional.ofNullable(triggers.get(schedule.word()))));
        }
        for (OwnSchedule each : ownSchedules()) {
            all.add(describe(
                    each.timer(),
                    "Backups of " + each.name() + " alone",
                    each.timing(),
                    false,
                    Optional.ofNullable(triggers.get(each.timer()))));
        }
        return all;
    }

    private Map<String, Object> describe(
            String timer, String description, Optional<Timing> timing, boolean changed, Optional<Trigger> trigger) {
        var one = new LinkedHashMap<String, Object>();
        one.put("name", timer);
        one.put("description", description);
        one.put("timing", timing.map(Timing::toString).orElse("off"));
        one.put("changed", changed);
        one.put("timeZone", live.values().timetable().zone().toString());
        one.put("lastRun", instant(trigger.map(Trigger::getPreviousFireTime)));
        one.put("nextRun", instant(trigger.map(Trigger::getNextFireTime)));
        return one;
    }

    /**
     * The timers that should have fired before a time and have not, and when they should have; none while the catalog is
     * away, of which others tell.
     */
    public Map<String, Instant> late(Instant before) {
        var late = new LinkedHashMap<String, Instant>();
        triggers().forEach((timer, trigger) -> {
            Instant next = instant(Optional.ofNullable(trigger.getNextFireTime()));
            if (next != null && next.isBefore(before)) {
                late.put(timer, next);
            }
        });
        return late;
    }

    /** The triggers of all timers that have one, as far as the catalog tells. */
    private Map<String, Trigger> triggers() {
        var triggers = new LinkedHashMap<String, Trigger>();
        try {
            for (String timer : started ? timers() : List.<String>of()) {
                Trigger trigger = quartz.getScheduler().getTrigger(TriggerKey.triggerKey(timer, GROUP));
                if (trigger != null) {
                    triggers.put(timer, trigger);
                }
            }
        } catch (SchedulerException e) {
            LOG.warn("The timers can't be read: {}", e.getMessage());
        }
        return triggers;
    }

    private List<String> timers() {
        return Stream.concat(
                        Arrays.stream(Schedule.values()).map(Schedule::word),
                        ownSchedules().stream().map(OwnSchedule::timer))
                .toList();
    }

    private static Instant instant(Optional<Date> time) {
        return time.map(Date::toInstant).orElse(null);
    }
}
