package co.zencap.backup.settings;

import java.time.Duration;

/**
 * How the write-ahead log of the database's cluster is kept.
 *
 * @param longestSegment after this time a segment with changes in it is closed, so that it is whole
 * @param slotLimit bytes that the server may keep for us at most: before it keeps more it is told to keep nothing
 * @param backlogLimit bytes that may wait here for a repository that is away
 */
public record WalSettings(Duration longestSegment, long slotLimit, long backlogLimit) {}
