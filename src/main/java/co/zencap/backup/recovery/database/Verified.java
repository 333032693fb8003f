package co.zencap.backup.recovery.database;

import java.util.List;

/**
 * How a restored database was compared with its backup; no difference was found.
 *
 * @param content whether every row was; else rows were only counted, or not even that
 * @param tables how many were compared
 * @param rows of all of them
 * @param objects of which the structure was compared
 * @param leftOut what could not be compared, and why; one sentence each
 */
public record Verified(boolean content, int tables, long rows, long objects, List<String> leftOut) {}
