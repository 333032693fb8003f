package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.postgres.BaseBackupPipes;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.stream.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code backup-base}; their order is the route's. */
public final class BaseBackup {
    private final Settings settings;
    private final Predicate<Manifest.Base> hasLog;
    private final Clock clock;

    /** @param hasLog whether the repository has what of the write-ahead log a base backup needs */
    public BaseBackup(Settings settings, Predicate<Manifest.Base> hasLog, Clock clock) {
        this.settings = settings;
        this.hasLog = hasLog;
        this.clock = clock;
    }

    /** What cluster it is; refused where a base backup could not be made, or not be used. */
    public WalServer.Identity look(@ExchangeProperty("run") BackupRun run) throws IOException {
        run.operation().phase("look at the cluster", 0);
        try (WalServer server = WalServer.open(settings.database())) {
            WalServer.Identity cluster = server.identity();
            if (cluster.walLevel().equals("minimal")) {
                throw new IOException("The server writes too little into its write-ahead log (wal_level = minimal)."
                        + " HINT: set wal_level = replica there and start it anew.");
            }
            return cluster;
        }
    }

    /** How pg_basebackup is called for this run. */
    public ToolCommand command(
            @ExchangeProperty("run") BackupRun run, @ExchangeProperty("cluster") WalServer.Identity cluster)
            throws IOException {
        PassFile passFile = PassFile.write(settings.workDir(), settings.database());
        run.holds(() -> close(passFile::close));
        Optional<BaseBackupPipes> pipes = cluster.tablespaces() > 0 ? Optional.of(pipes(run)) : Optional.empty();
        // Nobody knows how much has changed.
        run.operation().phase("base backup", run.isIncremental() ? 0 : cluster.bytes());
        return new ReplicationCommands(tools(cluster), settings.workDir())
                .baseBackup(
                        settings.database(),
                        passFile,
                        run.applicationName(),
                        pipes,
                        run.parent().map(BaseParent::list),
                        settings.toolLimits());
    }

    /** pg_basebackup writes a single tar to its standard output, which is too few where there are tablespaces. */
    private BaseBackupPipes pipes(BackupRun run) throws IOException {
        try (WalServer server = WalServer.open(settings.database())) {
            BaseBackupPipes pipes = BaseBackupPipes.make(settings.workDir(), server.tablespaces());
            run.holds(() -> close(pipes));
            run.pipes(pipes);
            return pipes;
        }
    }

    /** Waits until the first of the files comes. */
    public ToolPayload begun(@Body ToolPayload files, @ExchangeProperty("run") BackupRun run) throws IOException {
        ToolPayload all =
                run.pipes().map(pipes -> pipes.payload(files.process())).orElse(files);
        all.awaitOutput();
        return all;
    }

    private static void close(Closeable held) {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has the payload's end kept as it passes. */
    public BaseBackupEnd watch(@Body Payload payload) {
        return new BaseBackupEnd(payload);
    }

    /** Drains the payload into the staged backup, and learns from its end which log belongs to it. */
    public void store(
            @Body Payload payload,
            @ExchangeProperty("run") BackupRun run,
            @ExchangeProperty("cluster") WalServer.Identity cluster,
            @ExchangeProperty("plainBytes") PlainBytes plainBytes,
            @ExchangeProperty("tool") ToolPayload tool,
            @ExchangeProperty("end") BaseBackupEnd end)
            throws IOException {
        String name = Role.BASE.artifactName(run.dataKey().isPresent());
        try (payload) {
            Stored stored = run.staged().write(name, payload);
            run.add(new Artifact(name, Role.BASE, plainBytes.count(), stored.size(), stored.sha256()));
        }
        String words = tool.process().standardError();
        words.lines().filter(line -> line.contains("warning:")).forEach(run.notes()::add);
        BaseBackupEnd.Range log = end.range();
        run.base(
                new Manifest.Base(
                        cluster.systemIdentifier(),
                        log.timeline(),
                        log.start(),
                        log.end(),
                        cluster.segmentBytes(),
                        cluster.limits(),
                        run.parent().map(BaseParent::chain).orElse(List.of()),
                        run.pipes().map(BaseBackupPipes::sent).orElse(List.of())),
                clock.instant());
        run.source(source(cluster));
        run.operation().phase("await the log", 0);
    }

    private Manifest.Source source(WalServer.Identity cluster) throws IOException {
        try (WalServer server = WalServer.open(settings.database())) {
            return new Manifest.Source(
                    settings.database().database(),
                    cluster.version(),
                    server.now().time(),
                    cluster.bytes(),
                    Optional.of(cluster.superuser()),
                    Optional.of(cluster.systemIdentifier()));
        }
    }

    /**
     * Whether the log that belongs to the files is still on its way. Without it they are of no use, and no backup.
     *
     * @throws IOException when it does not come
     */
    public boolean isLogAwaited(@ExchangeProperty("run") BackupRun run) throws IOException {
        Manifest.Base base = run.base().orElseThrow();
        if (hasLog.test(base)) {
            return false;
        }
        Duration waited = Duration.between(run.baseEnd(), clock.instant());
        Instant longest = run.baseEnd().plus(settings.limits().noProgress());
        if (clock.instant().isAfter(longest)) {
            throw new IOException("The write-ahead log from " + base.start() + " to " + base.end()
                    + ", without which the base backup is of no use, has not come within " + waited.toSeconds()
                    + " s. HINT: ./zencap status tells whether the log is received and sent.");
        }
        return true;
    }

    private ClientTools tools(WalServer.Identity cluster) throws IOException {
        return ClientTools.locate(settings.postgresBin(), cluster.major());
    }
}
