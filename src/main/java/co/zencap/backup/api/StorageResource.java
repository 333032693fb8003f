package co.zencap.backup.api;

import co.zencap.backup.storage.StorageReport;

/** {@code /api/v1/storage}. */
public record StorageResource(StorageReport report) {

    /** What the repositories hold, what it costs, how it grows. */
    public Answer get() {
        return Answer.ok(report.report());
    }
}
