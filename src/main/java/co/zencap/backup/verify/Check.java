package co.zencap.backup.verify;

/**
 * One thing that was checked.
 *
 * @param name of what
 * @param passed whether it was as it must be
 * @param detail what was seen
 */
public record Check(String name, boolean passed, String detail) {}
