package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresCommands.DumpOptions;
import co.zencap.backup.postgres.SnapshotFacts;
import co.zencap.backup.postgres.SnapshotSession;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@code backup-database}; their order is the route's. */
public final class DatabaseBackup {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseBackup.class);

    private final Settings settings;

    public DatabaseBackup(Settings settings) {
        this.settings = settings;
    }

    /** Takes the target's lock and its snapshot. */
    public void snapshot(@ExchangeProperty("run") BackupRun run) throws IOException {
        run.operation().phase("snapshot", 0);
        SnapshotSession snapshot = SnapshotSession.open(run.origin().database(), lock(run));
        try {
            Files.createDirectories(settings.workDir());
            run.reads(snapshot, PassFile.write(settings.workDir(), snapshot.url()));
        } catch (IOException | RuntimeException | Error e) {
            try (snapshot) {
                throw e;
            }
        }
    }

    /** Backups of a database and of the full system that it is part of share one. */
    private String lock(BackupRun run) {
        return settings.databaseOf(run.operation().target()).name();
    }

    /** How pg_dump is called for this run. */
    public ToolCommand dumpCommand(@ExchangeProperty("run") BackupRun run) throws IOException {
        SnapshotSession snapshot = run.snapshot();
        dumping(run);
        return commands(snapshot)
                .dump(
                        snapshot.url(),
                        run.passFile(),
                        new DumpOptions(
                                snapshot.snapshotId(),
                                settings.limits().lockWait(),
                                CatalogSchema.excludedFrom(snapshot),
                                settings.toolLimits()))
                .withVariable("PGAPPNAME", run.applicationName());
    }

    private static void dumping(BackupRun run) {
        run.operation().phase("dump", run.snapshot().facts().databaseBytes());
    }

    /** How pg_dumpall is called for the roles of this run's server. */
    public ToolCommand globalsCommand(@ExchangeProperty("run") BackupRun run) throws IOException, SQLException {
        run.operation().phase("globals", 0);
        boolean passwords = run.snapshot().canReadRolePasswords();
        if (!passwords) {
            run.notes()
                    .add("Role passwords are not in this backup: "
                            + run.snapshot().url().user() + " may not read them. After a recovery, set them anew.");
        }
        return commands(run.snapshot())
                .globals(run.snapshot().url(), run.passFile(), passwords, settings.toolLimits())
                .withVariable("PGAPPNAME", run.applicationName());
    }

    /** Drains the payload into the staged backup; here a failed dump, a full disk or a bad stream surfaces. */
    public void store(
            @Body Payload payload,
            @ExchangeProperty("run") BackupRun run,
            @ExchangeProperty("artifact") Role role,
            @ExchangeProperty("plainBytes") PlainBytes plainBytes,
            @ExchangeProperty("tool") ToolPayload tool)
            throws IOException {
        if (role == Role.DATABASE) {
            dumping(run); // the structure was read since pg_dump was begun
        }
        String name = role.artifactName(run.dataKey().isPresent());
        try (payload) {
            Stored stored = run.staged().write(name, payload);
            run.add(new Artifact(name, role, plainBytes.count(), stored.size(), stored.sha256()));
        }
        if (tool == null) {
            return;
        }
        // What a program leaves out it says in a warning, and then ends well.
        tool.process().standardError().lines().filter(line -> !line.isBlank()).forEach(line -> {
            LOG.warn("{} said: {}", tool.process().command().name(), line);
            run.notes().add(line);
        });
    }

    /** The database has been read: what it was goes into the manifest, the snapshot is given back. */
    public void endSnapshot(@ExchangeProperty("run") BackupRun run) throws IOException {
        SnapshotSession snapshot = run.snapshot();
        SnapshotFacts facts = snapshot.facts();
        run.source(
                new Manifest.Source(
                        snapshot.url().database(),
                        facts.version().toString(),
                        run.origin().shows().orElse(facts.time()),
                        facts.databaseBytes(),
                        Optional.ofNullable(facts.superuser()),
                        Optional.ofNullable(facts.systemIdentifier())),
                tools(snapshot).version());
        run.closeSnapshot();
        run.operation().release();
    }

    private ClientTools tools(SnapshotSession snapshot) throws IOException {
        return ClientTools.locate(
                settings.postgresBin(), snapshot.facts().version().major());
    }

    private PostgresCommands commands(SnapshotSession snapshot) throws IOException {
        return new PostgresCommands(tools(snapshot), settings.workDir());
    }
}
