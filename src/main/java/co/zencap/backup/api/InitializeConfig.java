package co.zencap.backup.api;

import co.zencap.backup.schedule.Schedule;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code config} of {@code initialize}: the specification's objects as changes of settings. Times are minutes or cron
 * expressions; null takes a change back, so that the setting is in force again.
 */
final class InitializeConfig {
    private static final long MEBI = 1 << 20;
    private static final Map<String, String> BACKUPS = Map.of(
            "database", Schedule.DATABASE.variable(),
            "files", Schedule.FILES.variable(),
            "fullSystem", Schedule.FULL_SYSTEM.variable());
    private static final Map<String, String> MONITORING = Map.of(
            "healthCheck", Schedule.HEALTH_CHECK.variable(),
            "backupStatus", Schedule.BACKUP_STATUS.variable());
    private static final Map<String, String> PERFORMANCE = Map.of(
            "maxConcurrentBackups", "BACKUP_MAX_CONCURRENT",
            "compressionLevel", "BACKUP_COMPRESSION_LEVEL",
            "chunkSize", "BACKUP_S3_CHUNK_MB");

    private final String environment;
    private final Map<String, String> changes = new LinkedHashMap<>();

    private InitializeConfig(String environment) {
        this.environment = environment;
    }

    /**
     * The changes by variable, not checked yet for what they say.
     *
     * @param environment that the service runs in
     * @throws ApiProblem 422 when there is a member that nobody knows, or one of the wrong type
     */
    static Map<String, String> changes(JsonNode config, String environment) {
        var reader = new InitializeConfig(environment);
        reader.object(config, "config", reader::top);
        return reader.changes;
    }

    private interface Member {
        void read(String name, JsonNode value, String path);
    }

    private void top(String name, JsonNode value, String path) {
        switch (name) {
            case "automatedBackup" -> object(value, path, intervals(BACKUPS));
            case "monitoring" -> object(value, path, intervals(MONITORING));
            case "performance" -> object(value, path, this::performance);
            case "schedules" -> object(value, path, this::schedule);
            case "environment" -> checkEnvironment(value);
            default -> throw unknown(path, "automatedBackup, monitoring, performance, schedules and environment");
        }
    }

    private Member intervals(Map<String, String> known) {
        return (name, value, path) -> {
            if (!name.equals("intervals")) {
                throw unknown(path, "intervals");
            }
            object(value, path, (interval, time, place) -> put(known, interval, text(time, place), place));
        };
    }

    private void performance(String name, JsonNode value, String path) {
        if (!value.isIntegralNumber() && !value.isNull()) {
            throw wrong(path, "a whole number, or null");
        }
        if (value.isNull() || !name.equals("chunkSize")) {
            put(PERFORMANCE, name, value.isNull() ? "" : value.asText(), path);
        } else if (value.asLong() % MEBI != 0) {
            throw wrong(path, "bytes, a multiple of " + MEBI);
        } else {
            put(PERFORMANCE, name, Long.toString(value.asLong() / MEBI), path);
        }
    }

    private void schedule(String name, JsonNode value, String path) {
        for (Schedule schedule : Schedule.values()) {
            if (schedule.word().equals(name)) {
                changes.put(schedule.variable(), text(value, path));
                return;
            }
        }
        throw unknown(path, "the names that action=status shows");
    }

    private void checkEnvironment(JsonNode value) {
        if (!value.asText().equals(environment)) {
            throw new ApiProblem(
                    422,
                    "Another environment",
                    "The service runs in the environment '" + environment + "'.",
                    "Set BACKUP_ENVIRONMENT and start the service anew.");
        }
    }

    private void put(Map<String, String> known, String name, String value, String path) {
        String variable = Optional.ofNullable(known.get(name))
                .orElseThrow(() -> unknown(path, String.join(", ", known.keySet())));
        changes.put(variable, value);
    }

    private static void object(JsonNode node, String path, Member member) {
        if (!node.isObject()) {
            throw wrong(path, "an object");
        }
        for (Iterator<Map.Entry<String, JsonNode>> members = node.fields(); members.hasNext(); ) {
            Map.Entry<String, JsonNode> each = members.next();
            member.read(each.getKey(), each.getValue(), path + "." + AdminActions.safe(each.getKey()));
        }
    }

    private static String text(JsonNode time, String path) {
        if (time.isNull()) {
            return "";
        }
        if (!time.isIntegralNumber() && !time.isTextual()) {
            throw wrong(path, "minutes, a cron expression, or null");
        }
        return time.asText();
    }

    private static ApiProblem wrong(String path, String wanted) {
        return new ApiProblem(422, "Wrong type", "'" + path + "' must be " + wanted + ".", "Correct it.");
    }

    private static ApiProblem unknown(String path, String known) {
        return new ApiProblem(422, "Unknown member", "There is no '" + path + "'.", "There are " + known + ".");
    }
}
