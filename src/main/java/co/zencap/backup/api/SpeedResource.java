package co.zencap.backup.api;

import co.zencap.backup.catalog.SpeedSamples;

/** {@code /api/v1/repository-speed}. */
public record SpeedResource(SpeedSamples samples) {
    private static final int LISTED = 1000;

    /** What the latest verifications measured, the newest first. */
    public Answer list() {
        return Answer.ok(samples.newest(LISTED));
    }
}
