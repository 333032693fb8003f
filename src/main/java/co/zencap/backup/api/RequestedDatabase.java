package co.zencap.backup.api;

import co.zencap.backup.settings.DatabaseTarget;
import co.zencap.backup.settings.NoSuchTarget;
import co.zencap.backup.settings.Settings;
import java.util.Optional;

/** The database that a request is about. */
final class RequestedDatabase {
    private RequestedDatabase() {}

    /** The one that is named; else the primary one. */
    static DatabaseTarget of(Settings settings, Optional<String> named) {
        try {
            return named.map(settings.databases()::of)
                    .orElse(settings.databases().primary());
        } catch (NoSuchTarget e) {
            throw ApiProblem.of(404, "No such database", e);
        }
    }
}
