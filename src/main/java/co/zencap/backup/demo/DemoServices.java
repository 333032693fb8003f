package co.zencap.backup.demo;

import co.zencap.backup.figures.Figures;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.LocalCluster.Profile;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.terminal.ProgressLine;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/** The demo's servers: PostgreSQL, S3, and the service itself; closing stops them in the opposite order. */
final class DemoServices implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String BUCKET = "zencap-demo";

    private final Path home;
    private final DemoFolder folder;
    private final ProgressLine line;
    private final Clock clock;
    private final Deque<Closeable> started = new ArrayDeque<>();
    private LibertyProcess service;
    private EmbeddedS3 s3;

    DemoServices(Path home, DemoFolder folder, ProgressLine line, Clock clock) {
        this.home = home;
        this.folder = folder;
        this.line = line;
        this.clock = clock;
    }

    /** Starts them all, and returns when the service is ready. On an exception close this all the same. */
    void start(DemoKeys keys, OptionalInt port) throws IOException, SQLException, InterruptedException {
        int httpPort = HttpPort.choose(port);
        Instant begin = begin("PostgreSQL");
        ServerBinaries programs = EmbeddedBinaries.unpack(folder.programs());
        LocalCluster cluster =
                LocalCluster.start(new LocalCluster.Settings(programs, folder.cluster(), 0, Profile.DURABLE, Map.of()));
        started.push(cluster::close);
        PostgresUrl server = cluster.url("postgres");
        end("PostgreSQL", server.hosts().get(0).toString(), begin);

        begin = begin("S3");
        s3 = own(EmbeddedS3.start(folder.bucket(), 0, BUCKET));
        end("S3", s3.endpoint() + "/" + BUCKET, begin);

        var data = new SampleData(server);
        if (!data.isThere()) {
            begin = begin("Sample data");
            data.create();
            end("Sample data", "database " + SampleData.SHOP, begin);
        }

        begin = begin("Open Liberty");
        service = own(LibertyProcess.start(
                home, folder.service(), DemoSettings.of(folder, keys, server, programs, s3, httpPort)));
        service.awaitStarted(PATIENCE);
        end("Open Liberty", address().toString(), begin);
    }

    /** Where the service listens. */
    URI address() {
        return service.address();
    }

    URI bucket() {
        return URI.create(s3.endpoint() + "/" + s3.bucket());
    }

    /** Returns when the service has ended by itself. */
    void awaitEnd() throws InterruptedException {
        var end = new CountDownLatch(1);
        ProcessHandle.of(service.pid()).ifPresentOrElse(p -> p.onExit().thenRun(end::countDown), end::countDown);
        end.await();
    }

    Path serviceLog() {
        return service.log();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        boolean interrupted = Thread.interrupted(); // stopping waits for processes, which an interrupt would cut short
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    private <T extends Closeable> T own(T server) {
        started.push(server);
        return server;
    }

    private Instant begin(String what) {
        line.show(what + " starts ...", "");
        return clock.instant();
    }

    private void end(String what, String where, Instant begin) {
        line.done(String.format(
                "  %-16s %-40s %8s", what, where, Figures.duration(Duration.between(begin, clock.instant()))));
    }
}
