package co.zencap.backup.runtime;

import co.zencap.backup.backup.BackupRequests;
import co.zencap.backup.backup.BackupRuns;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.backup.CatalogRebuild;
import co.zencap.backup.backup.CompressProcessor;
import co.zencap.backup.backup.DatabaseBackup;
import co.zencap.backup.backup.DumpWitness;
import co.zencap.backup.backup.EncryptProcessor;
import co.zencap.backup.backup.FileBackup;
import co.zencap.backup.backup.FingerprintProcessor;
import co.zencap.backup.backup.MeterProcessor;
import co.zencap.backup.backup.StructureWitness;
import co.zencap.backup.backup.UnlistedBackups;
import co.zencap.backup.backup.UploadTurns;
import co.zencap.backup.backup.Uploads;
import co.zencap.backup.catalog.KnownCopies;
import co.zencap.backup.repository.camel.UploadSteps;
import co.zencap.backup.rotation.KeyRotations;
import co.zencap.backup.settings.LiveSettings;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The parts that make backups, and send them off site. */
final class BackupWiring {
    /** Artifacts of one backup that are sent side by side. */
    private static final int UPLOADS_AT_ONCE = 4;

    final BackupRequests requests;
    final BackupRuns runs;
    final BackupSlots slots;
    final CatalogRebuild rebuild;
    final KeyRotations rotations;

    BackupWiring(Basis basis, CamelContext camel) {
        Registry registry = camel.getRegistry();
        Settings settings = basis.settings();
        LiveSettings live = basis.live();
        Clock clock = basis.clock();
        Stores stores = basis.stores();

        requests = new BackupRequests(
                basis.operations(),
                Set.of(settings.target().value(), settings.fullTarget().value()));
        registry.bind("backupRequests", requests);
        slots = new BackupSlots(stores.catalog().dataSource(), basis.service().name(), () -> live.values()
                .performance()
                .maxConcurrentBackups());
        registry.bind("backupSlots", slots);
        runs = new BackupRuns(settings, live, stores.local(), stores.use(), clock);
        registry.bind("backupRuns", runs);
        registry.bind("unlistedBackups", new UnlistedBackups(settings, stores.local(), basis.queries()::listed, clock));

        rebuild = new CatalogRebuild(
                settings.target().value(),
                stores.repositories(),
                settings.masterKey(),
                () -> KnownCopies.of(basis.queries()),
                stores.journal(),
                stores.use(),
                basis.operations(),
                clock);
        registry.bind("catalogRebuild", rebuild);
        rotations = new KeyRotations(
                settings.target().value(),
                stores.repositories(),
                settings.masterKey(),
                stores.use(),
                basis.operations(),
                clock);
        registry.bind("keyRotations", rotations);

        // of the database
        registry.bind("databaseBackup", new DatabaseBackup(settings));
        registry.bind("dumpWitness", new DumpWitness(settings));
        registry.bind("structureWitness", new StructureWitness(settings));
        registry.bind("meter", new MeterProcessor());
        registry.bind("fingerprint", new FingerprintProcessor(settings.fingerprint()));
        registry.bind("compress", new CompressProcessor());
        registry.bind("encrypt", new EncryptProcessor());

        // of files
        registry.bind("fileBackup", new FileBackup(settings, stores.local(), basis.queries()::damaged));

        // off site
        registry.bind(
                "uploads",
                new Uploads(
                        settings,
                        stores.local(),
                        stores.offsite(),
                        stores.use(),
                        new UploadTurns(
                                stores.catalog().dataSource(), basis.service().name()),
                        clock));
        stores.uploads()
                .ifPresent(uploads ->
                        UploadSteps.bind(registry, uploads, () -> live.values().chunkSize()));
        registry.bind(
                "uploadThreads", camel.getExecutorServiceManager().newFixedThreadPool(this, "upload", UPLOADS_AT_ONCE));
    }
}
