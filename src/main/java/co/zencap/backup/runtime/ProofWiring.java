package co.zencap.backup.runtime;

import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.catalog.CatalogQueries;
import co.zencap.backup.catalog.CopyQueries;
import co.zencap.backup.catalog.SpeedSamples;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.drill.ApplicationTest;
import co.zencap.backup.drill.DatabaseTest;
import co.zencap.backup.drill.DisasterDrill;
import co.zencap.backup.drill.FilesTest;
import co.zencap.backup.drill.Masking;
import co.zencap.backup.drill.RestorationTest;
import co.zencap.backup.drill.RestoreSpeed;
import co.zencap.backup.drill.Sandboxes;
import co.zencap.backup.drill.StructureTest;
import co.zencap.backup.drill.TestRequests;
import co.zencap.backup.objective.BackupGaps;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.recovery.FileRestoration;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.verify.ArchiveLister;
import co.zencap.backup.verify.BackupVerifier;
import co.zencap.backup.verify.CopyLooks;
import co.zencap.backup.verify.DueVerifications;
import co.zencap.backup.verify.RepositorySpeed;
import co.zencap.backup.verify.Verifications;
import java.time.Clock;
import java.util.List;
import org.apache.camel.spi.Registry;

/** The parts that read backups back: verification, restoration tests, and restores of files. */
final class ProofWiring {
    final TestRequests requests;
    final TestQueries tests;
    final SpeedSamples speeds;
    final ObjectivesReport objectives;
    final Retrievals retrievals;

    ProofWiring(Basis basis, Registry registry, BackupGaps gaps) {
        Settings settings = basis.settings();
        Clock clock = basis.clock();
        CatalogQueries queries = basis.queries();
        List<Repository> repositories = basis.stores().repositories();

        // verification
        var verifier = new BackupVerifier(
                settings.masterKey(), new ArchiveLister(settings.postgresBin(), settings.workDir()), clock);
        registry.bind("verifications", new Verifications(repositories, verifier, queries::storedCopies, clock));
        registry.bind("dueVerifications", new DueVerifications(settings, repositories, queries, clock));
        registry.bind("copyLooks", new CopyLooks(settings, repositories, new CopyQueries(queries), clock));
        speeds = new SpeedSamples(queries, basis.service().name());
        registry.bind("repositorySpeed", new RepositorySpeed(speeds, clock));

        // restoration tests
        tests = new TestQueries(queries);
        objectives = new ObjectivesReport(settings, gaps, queries, basis.begun(), tests, clock);
        requests = new TestRequests(settings, basis.operations());
        registry.bind("testRequests", requests);
        var sandboxes = new Sandboxes(settings);
        registry.bind("sandboxes", sandboxes);
        retrievals = basis.retrievals();
        registry.bind(
                "restorationTest",
                new RestorationTest(
                        settings,
                        repositories,
                        retrievals,
                        sandboxes,
                        objectives,
                        basis.service().node(),
                        clock));
        registry.bind("databaseTest", new DatabaseTest(settings));
        registry.bind("disasterDrill", new DisasterDrill(settings));
        registry.bind("structureTest", new StructureTest());
        registry.bind("applicationTest", new ApplicationTest(settings));
        registry.bind("masking", new Masking(settings));
        registry.bind("filesTest", new FilesTest(settings));
        registry.bind("restoreSpeed", new RestoreSpeed(tests, clock));

        registry.bind("fileRestoration", new FileRestoration(settings, repositories, retrievals, clock));
    }
}
