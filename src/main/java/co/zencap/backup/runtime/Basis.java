package co.zencap.backup.runtime;

import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.ProducerTemplate;

/**
 * What nearly every part is made of.
 *
 * @param live the settings that can be changed while the service runs
 * @param routes by which a part sends to a route
 * @param begun when each target's latest backup was begun that runs or succeeded
 */
record Basis(
        Settings settings,
        LiveSettings live,
        Clock clock,
        ThisService service,
        Stores stores,
        ProducerTemplate routes,
        Operations operations,
        CatalogQueries queries,
        Supplier<Map<String, Instant>> begun) {}
