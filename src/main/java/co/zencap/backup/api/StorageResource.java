package co.zencap.backup.api;

import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.monitor.DiskWatch;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.storage.DiskForecast;
import co.zencap.backup.storage.StorageReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /api/v1/storage}. */
public record StorageResource(StorageReport report, LocalSpace space, DiskWatch disk) {

    /** What the repositories hold, what it costs, how it grows, and when the local disk will be full. */
    public Answer get() {
        Map<String, Object> all = new LinkedHashMap<>(report.report());
        all.put("disk", describe());
        return Answer.ok(all);
    }

    private Map<String, Object> describe() {
        try {
            LocalSpace.Use use = space.use();
            var described = StatusReport.ordered("total", use.total(), "free", use.usable(), "percent", use.percent());
            try {
                DiskForecast forecast = disk.forecast();
                described.put(
                        "growthPerDay",
                        forecast.growthPerDay().isPresent()
                                ? forecast.growthPerDay().getAsLong()
                                : null);
                described.put("fullAt", forecast.fullAt().orElse(null));
            } catch (RuntimeException e) {
                described.put("forecast", Problem.of("Not known", e).detail());
            }
            return described;
        } catch (IOException e) {
            return StatusReport.ordered(
                    "unreachable", Problem.of("Not measured", e).detail());
        }
    }
}
