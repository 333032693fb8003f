package co.zencap.backup.schedule;

import java.util.Locale;

/** What is done on time, with the specification's times as defaults. */
public enum Schedule {
    DATABASE("60", "Backups of the databases"),
    FILES("240", "Backups of the file sets"),
    FULL_SYSTEM("1440", "Full system backups"),
    BASE("0 30 1 ? * SUN", "Base backups of the database's cluster, for recovery to a point in time"),
    BASE_INCREMENTAL("0 30 1 ? * MON-SAT", "Incremental base backups, where the server can make them"),
    QUICK_VERIFICATION("360", "Verification of each target's newest backup"),
    COMPREHENSIVE_VERIFICATION("0 0 2 * * ?", "Verification of all backups, a part each time"),
    QUICK_TEST("0 0 4 * * ?", "Restoration test of the newest backup of each database"),
    FULL_TEST("0 0 5 ? * SUN", "Restoration test of the newest full system backup"),
    DISASTER_SIMULATION("0 0 6 1 * ?", "Restoration as if all were lost but the bucket and the key"),
    HEALTH_CHECK("5", "Health checks"),
    BACKUP_STATUS("10", "Checks of how fresh, how large and how successful backups are"),
    CLEANUP("0 0 3 * * ?", "Deletion of what no retention policy keeps"),
    DAILY_REPORT("0 0 7 * * ?", "Daily status report by e-mail"),
    WEEKLY_REPORT("0 0 7 ? * MON", "Weekly status report by e-mail");

    private final String byDefault;
    private final String description;

    Schedule(String byDefault, String description) {
        this.byDefault = byDefault;
        this.description = description;
    }

    /** Its time unless the operator sets another, as {@link Timing} reads it. */
    public String byDefault() {
        return byDefault;
    }

    /** What it is for, for a person. */
    public String description() {
        return description;
    }

    /** Its setting: {@code BACKUP_SCHEDULE_DATABASE} and so on. */
    public String variable() {
        return "BACKUP_SCHEDULE_" + name();
    }

    /** Whether it is for readers of e-mail, and never due where there are none. */
    public boolean isReport() {
        return this == DAILY_REPORT || this == WEEKLY_REPORT;
    }

    /** Whether it is for recovery by the write-ahead log, and never due where that is not kept. */
    public boolean isOfTheLog() {
        return this == BASE || this == BASE_INCREMENTAL;
    }

    /** As routes and timers call it: {@code full-system}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
