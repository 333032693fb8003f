/**
 * When work is done: the schedules by name, and the times of each. The times come from the settings and can be changed at
 * run time; the timers themselves are in {@code routes/schedule.camel.yaml} and {@link co.zencap.backup.schedule.quartz}.
 */
package co.zencap.backup.schedule;
