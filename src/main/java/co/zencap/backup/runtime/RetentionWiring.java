package co.zencap.backup.runtime;

import co.zencap.backup.catalog.RetentionQueries;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.cleanup.Cleanup;
import co.zencap.backup.cleanup.CleanupPlans;
import co.zencap.backup.cleanup.CleanupRequests;
import co.zencap.backup.cleanup.Erasures;
import co.zencap.backup.cleanup.Inventory;
import co.zencap.backup.cleanup.LegalHolds;
import co.zencap.backup.cleanup.LocalSpace;
import co.zencap.backup.cleanup.Planner;
import co.zencap.backup.cleanup.SpaceRelief;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.storage.StorageReport;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import org.apache.camel.spi.Registry;

/** The parts that delete what no policy keeps, hold what must stay, and know how much there is. */
final class RetentionWiring {
    final RetentionQueries known;
    final CleanupPlans plans;
    final CleanupRequests requests;
    final StorageReport storage;
    final StorageSamples samples;
    final LocalSpace space;
    final Erasures erasures;

    RetentionWiring(Basis basis, Registry registry) throws IOException {
        Settings settings = basis.settings();
        Clock clock = basis.clock();
        Stores stores = basis.stores();
        String target = settings.target().value();

        known = new RetentionQueries(basis.queries());
        plans = new CleanupPlans(
                settings,
                stores.repositories(),
                known,
                new Inventory(settings.masterKey()),
                new Planner(settings, basis.operations(), stores.readers(), clock),
                stores.journal()::requireEmpty);
        requests = new CleanupRequests(basis.operations(), target);
        space = new LocalSpace(
                LocalSpace.Disk.of(stores.local().root()),
                stores.local().root(),
                settings.retention().highWaterPercent(),
                target,
                basis.service().node(),
                clock);
        registry.bind("localSpace", space);
        var relief = new SpaceRelief(settings, plans, space);
        registry.bind("spaceRelief", relief);
        registry.bind("repositoryUse", stores.use());
        registry.bind("backupReaders", stores.readers());
        registry.bind(
                "cleanup",
                new Cleanup(requests, plans, relief, stores.use(), stores.readers(), basis.operations(), clock));
        registry.bind("legalHolds", new LegalHolds(stores.repositories(), settings.masterKey(), stores.use(), clock));

        erasures = new Erasures(
                stores.repositories(),
                new Inventory(settings.masterKey()),
                known::holds,
                stores.use(),
                stores.readers(),
                basis.operations(),
                clock);
        registry.bind("erasures", erasures);

        samples = new StorageSamples(basis.queries(), basis.service().name());
        storage = new StorageReport(
                stores.repositories(),
                () -> Set.copyOf(settings.targets()),
                settings.prices(),
                samples,
                clock,
                settings.timetable().zone());
        registry.bind("storageReport", storage);
    }
}
