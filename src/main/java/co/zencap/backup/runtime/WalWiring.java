package co.zencap.backup.runtime;

import co.zencap.backup.backup.BaseBackup;
import co.zencap.backup.backup.BaseIncrementTimer;
import co.zencap.backup.backup.BaseIncrements;
import co.zencap.backup.backup.BaseLists;
import co.zencap.backup.drill.ClusterTest;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.wal.ForgottenSlot;
import co.zencap.backup.wal.WalCoverage;
import co.zencap.backup.wal.WalGuard;
import co.zencap.backup.wal.WalLag;
import co.zencap.backup.wal.WalLibrary;
import co.zencap.backup.wal.WalReceiver;
import co.zencap.backup.wal.WalRetention;
import co.zencap.backup.wal.WalSending;
import co.zencap.backup.wal.WalState;
import co.zencap.backup.wal.WalWatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** The parts that keep the write-ahead log, where it is kept, and make base backups. */
final class WalWiring implements Closeable {
    private final Optional<WalSending> sending;
    private final Optional<WalReceiver> receiver;

    WalWiring(Basis basis, CamelContext camel, BackupWiring backup) {
        Registry registry = camel.getRegistry();
        Settings settings = basis.settings();
        String target = settings.baseTarget().value();
        List<Repository> repositories = basis.stores().repositories();
        Repository last = repositories.get(repositories.size() - 1);
        registry.bind(
                "baseBackup",
                new BaseBackup(settings, new WalCoverage(last, target, settings.masterKey()), basis.clock()));
        var lists = new BaseLists(settings, basis.stores().local());
        registry.bind("baseLists", lists);
        registry.bind(
                "baseIncrements",
                new BaseIncrements(settings, basis.stores().local(), lists, basis.queries()::damaged, basis.clock()));
        registry.bind(
                "baseIncrementTimer",
                new BaseIncrementTimer(settings, backup.requests, basis.operations(), basis.clock()));
        sending = settings.wal().map(wal -> new WalSending(settings, repositories, new WalState(), basis.clock()));
        receiver = settings.wal()
                .map(wal -> new WalReceiver(settings, wal, sending.orElseThrow(), camel::isStopping, basis.clock()));
        registry.bind(
                "clusterTest",
                new ClusterTest(
                        settings,
                        repositories,
                        basis.retrievals(),
                        basis.operations(),
                        basis.service().node(),
                        basis.clock()));
        registry.bind(
                "forgottenSlot", new ForgottenSlot(settings, basis.service().node(), basis.clock()));
        registry.bind("walRetention", new WalRetention(target, repositories, settings.masterKey()));
        receiver.ifPresent(active -> {
            registry.bind("walReceiver", active);
            registry.bind("walSending", sending.orElseThrow());
            registry.bind("walGuard", new WalGuard(settings, settings.wal().orElseThrow(), active, basis.clock()));
            registry.bind(
                    "walWatch",
                    new WalWatch(
                            target,
                            new WalLibrary(last, target, settings.masterKey()),
                            active.state(),
                            backup.requests,
                            basis.operations(),
                            basis.service().node(),
                            basis.clock()));
        });
    }

    /** How far each repository is with the log; empty where this node has not received any. */
    List<WalLag> lags() {
        return sending.map(WalSending::lags).orElse(List.of());
    }

    @Override
    public void close() throws IOException {
        if (receiver.isPresent()) {
            try (WalSending ending = sending.orElseThrow()) {
                receiver.get().close();
            }
        }
    }
}
