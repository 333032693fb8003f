package co.zencap.backup.bench;

import co.zencap.backup.postgres.LocalCluster;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Barman: it receives as we do, and compresses what is whole as often as somebody calls it. */
final class BarmanFollower implements WalFollower {
    private static final long PAUSE_MILLIS = 1000;

    private final LocalCluster cluster;
    private final Path folder;
    private final Path sockets;
    private Rivals rivals;
    private Thread archiving;
    private volatile boolean ended;

    BarmanFollower(LocalCluster cluster, Path folder, Path sockets) {
        this.cluster = cluster;
        this.folder = folder;
        this.sockets = sockets;
    }

    @Override
    public String name() {
        return "barman, archive-wal every second, not encrypted";
    }

    @Override
    public void begin() throws Exception {
        ended = false;
        rivals = new Rivals(folder.resolve("rivals"), cluster, sockets);
        rivals.compressLog();
        rivals.prepareBarman();
        archiving = new Thread(this::archive, "barman-archive-wal");
        archiving.setDaemon(true);
        archiving.start();
    }

    private void archive() {
        try {
            while (!ended) {
                rivals.archiveWithBarman();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Lsn stored() throws Exception {
        Path stored = folder.resolve("rivals/barman/bench/wals");
        try (Stream<Path> files = Files.walk(stored)) {
            return files.map(file -> file.getFileName().toString())
                    .flatMap(name -> WalSegment.parse(name, SEGMENT).stream())
                    .map(segment -> segment.next().start())
                    .max(Lsn::compareTo)
                    .orElse(new Lsn(0));
        } catch (UncheckedIOException e) {
            return stored(); // a file was renamed while it was looked at
        }
    }

    @Override
    public List<String> programs() {
        return List.of(folder.resolve("rivals").toString(), "barman");
    }

    @Override
    public void close() throws Exception {
        ended = true;
        archiving.join();
        rivals.close();
    }
}
