package co.zencap.backup.runtime;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.catalog.Catalog;
import co.zencap.backup.catalog.Journal;
import co.zencap.backup.postgres.AdvisoryLocks;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryLock;
import co.zencap.backup.repository.RepositoryUse;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3Uploads;
import co.zencap.backup.settings.Settings;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where things are kept: backups in the repositories, history in the catalog. Connects to nothing before somebody asks.
 *
 * @param readers which backups somebody reads, on all nodes
 * @param use keeps runs and cleanups of all nodes out of each other's way
 */
record Stores(
        LocalRepository local,
        Optional<S3Repository> offsite,
        Optional<S3Uploads> uploads,
        Catalog catalog,
        Journal journal,
        BackupReaders readers,
        RepositoryUse use)
        implements Closeable {

    static Stores of(Settings settings, Clock clock) throws IOException {
        var offsite = settings.s3().map(s3 -> new S3Repository(new S3Connection(s3, clock)));
        var catalog = new Catalog(settings.catalog(), Settings.CATALOG_SCHEMA);
        long everyNode = AdvisoryLocks.key("zencap " + settings.target().value() + " repositories");
        return new Stores(
                new LocalRepository(settings.localDir()),
                offsite,
                offsite.map(repository -> new S3Uploads(repository, clock)),
                catalog,
                new Journal(settings.workDir().resolve("catalog-journal.jsonl")),
                new BackupReaders(catalog.dataSource(), settings.target().value()),
                new RepositoryUse(new RepositoryLock(catalog.dataSource(), everyNode)));
    }

    /** The nearest first, the one that outlives this machine last. */
    List<Repository> repositories() {
        var repositories = new ArrayList<Repository>(List.of(local));
        offsite.ifPresent(repositories::add);
        return repositories;
    }

    @Override
    public void close() {
        offsite.ifPresent(repository -> repository.connection().close());
        catalog.close();
    }
}
