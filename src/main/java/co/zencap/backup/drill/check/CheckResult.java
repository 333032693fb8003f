package co.zencap.backup.drill.check;

/**
 * How a check went.
 *
 * @param name the check's
 * @param passed whether the query returned what it must
 * @param detail what it returned, or why there is no answer; short, and without line breaks
 * @param millis how long it took
 */
public record CheckResult(String name, boolean passed, String detail, long millis) {}
