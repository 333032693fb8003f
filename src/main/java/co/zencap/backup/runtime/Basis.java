package co.zencap.backup.runtime;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Retrieval;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
        Supplier<Map<String, Instant>> begun) {

    /** What brings back what the bucket has archived. */
    Retrievals retrievals() {
        Optional<S3Repository> offsite = stores.offsite();
        var retrieval = offsite.map(repository -> new S3Retrieval(
                repository, settings.retrieval(), clock, time -> TimeUnit.MILLISECONDS.sleep(time.toMillis())));
        return new Retrievals(retrieval, offsite.map(S3Repository::id).orElse(""), clock);
    }
}
