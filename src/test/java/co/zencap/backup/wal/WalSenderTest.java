package co.zencap.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.postgres.Lsn;
import co.zencap.backup.postgres.WalSegment;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.S3Connection;
import co.zencap.backup.repository.S3Repository;
import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import co.zencap.backup.testing.MovableClock;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each repository gets the log at its own pace: a folder and an S3 server, of which either may keep silent. */
class WalSenderTest {
    private static final String CLUSTER = "7000000000000000001";
    private static final Optional<MasterKey> KEY = Optional.of(MasterKey.parse("0123456789abcdef".repeat(4)));
    private static final int SEGMENT = 1 << 20;
    private static final int AT_ONCE = 4;
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    private final WalState state = new WalState();
    private final List<WalLane> lanes = new ArrayList<>();
    private Path received;
    private FaultyS3 proxy;
    private S3TestSettings bucket;
    private S3Connection connection;
    private LocalRepository local;
    private S3Repository s3;

    @BeforeEach
    void prepare() throws Exception {
        received = Files.createDirectories(folder.resolve(CLUSTER));
        local = new LocalRepository(folder.resolve("repository"));
        bucket = S3TestSettings.onEmbeddedS3();
        proxy = FaultyS3.before(bucket.endpoint());
        connection = new S3Connection(bucket.at(proxy.endpoint()).prefix("log"), CLOCK);
        s3 = new S3Repository(connection);
    }

    @AfterEach
    void end() throws Exception {
        lanes.forEach(WalLane::close);
        connection.close();
        proxy.close();
    }

    private WalFolder folder(Repository... repositories) {
        return folder(CLOCK, repositories);
    }

    private WalFolder folder(Clock clock, Repository... repositories) {
        Stream.of(repositories).forEach(each -> lanes.add(new WalLane(each, state, clock)));
        return new WalFolder(received, lanes, "shop-base", KEY, clock);
    }

    /** As the route does it. */
    private void begin(WalFolder folder) {
        lanes.forEach(lane -> lane.begin(List.of(folder)));
    }

    /** What has gathered while nobody sent is more than one go takes. */
    @Test
    void whatHasGatheredIsSentInSeveralGoesTheOldestFirst() throws Exception {
        List<String> names = write(1, 20);
        WalFolder spool = folder(local);
        WalSender sender = spool.sender(local);
        spool.begin(SEGMENT);

        sender.go();

        WalArchive archive = archive(local);
        assertThat(archive.names()).containsExactlyElementsOf(names.subList(0, 8));
        assertThat(spool.backlog()).isEqualTo(12L * SEGMENT);
        write(received.resolve(name(21) + WalSegment.PARTIAL), 21);
        spool.over();
        assertThat(sender.hasAll()).isFalse();

        Awaitility.await().until(() -> {
            begin(spool);
            return sender.hasAll();
        });

        assertThat(archive.names()).containsAll(names).contains(name(21) + WalSegment.PARTIAL);
        assertThat(spool.backlog()).isZero();
        assertThat(sender.isDue()).as("nothing more comes in").isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBucketThatDoesNotAnswerKeepsTheLocalRepositoryFromNothing(boolean bucketFirst) throws Exception {
        proxy.spoil(request -> true, new Fault.Hang());
        WalFolder spool = bucketFirst ? folder(s3, local) : folder(local, s3);
        spool.begin(SEGMENT);
        List<String> names = new ArrayList<>();

        for (int i = 1; i <= 24; i += 2) {
            names.addAll(write(i, i + 1));
            begin(spool);
            awaitAll(spool, local);
        }

        assertThat(names(archive(local))).isEqualTo(names);
        assertThat(spool.backlog(spool.sender(local))).isZero();
        assertThat(spool.backlog(spool.sender(s3))).isEqualTo(24L * SEGMENT);
        assertThat(left()).as("nothing goes that one repository lacks").isEqualTo(names);
        assertThatThrownBy(() -> spool.requireRoom(20L * SEGMENT))
                .hasMessageContaining("repository s3")
                .hasMessageContaining("BACKUP_WAL_BACKLOG_MB");
        spool.requireRoom(24L * SEGMENT);
        assertThat(threads()).hasSizeLessThanOrEqualTo(2 * (AT_ONCE + 1));

        proxy.heal();
        proxy.forget();
        awaitAll(spool, s3);

        assertThat(names(archive(s3))).isEqualTo(names);
        assertInOrder(names);
        assertThat(left()).as("the newest, from which the program goes on").containsExactly(name(24));
    }

    /** The same the other way round. The disk of a folder hangs in no test: this one waits in its place. */
    @Test
    void aFolderThatHangsKeepsTheBucketFromNothing() throws Exception {
        var answers = new CountDownLatch(1);
        Repository hanging = hanging(local, answers);
        WalFolder spool = folder(hanging, s3);
        spool.begin(SEGMENT);
        List<String> names = write(1, 12);

        awaitAll(spool, s3);

        assertThat(names(archive(s3))).isEqualTo(names);
        assertThat(left()).isEqualTo(names);
        assertThat(spool.backlog(spool.sender(hanging))).isEqualTo(12L * SEGMENT);

        answers.countDown();
        awaitAll(spool, hanging);

        assertThat(names(archive(local))).isEqualTo(names);
        assertThat(left()).containsExactly(name(12));
    }

    /** One object is never answered: what comes after it goes no further than what is sent side by side. */
    @Test
    void behindOneThatHangsNoLongHoleIsMade() throws Exception {
        proxy.spoil(
                request -> request.method().equals("PUT") && request.target().contains(name(3)), new Fault.Hang());
        WalFolder spool = folder(s3);
        spool.begin(SEGMENT);
        List<String> names = write(1, 20);
        begin(spool);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> spool.sender(s3).failure().isPresent());

        assertThat(names(archive(s3))).as("one go").doesNotContain(name(3)).allMatch(name -> names.indexOf(name) < 8);
        assertThat(spool.sender(s3).has(name(3))).isFalse();
        assertThat(left()).contains(name(3));

        proxy.heal();
        awaitAll(spool, s3);

        assertThat(names(archive(s3))).isEqualTo(names);
    }

    @Test
    void whoEndsWhileABucketDoesNotAnswerIsNotKeptWaiting() throws Exception {
        proxy.spoil(request -> true, new Fault.Hang());
        WalFolder spool = folder(local, s3);
        spool.begin(SEGMENT);
        write(1, 6);
        write(received.resolve(name(7) + WalSegment.PARTIAL), 7);
        begin(spool);
        Awaitility.await().until(() -> !proxy.requests().isEmpty());
        spool.over();
        awaitAll(spool, local);

        long begun = System.nanoTime();
        lanes.forEach(WalLane::close);
        connection.close();
        Awaitility.await().until(() -> threads().isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        assertThat(left()).hasSize(7);
        proxy.heal();
        lanes.clear();
        try (var again = new S3Connection(bucket.prefix("log"), CLOCK)) {
            s3 = new S3Repository(again);
            WalFolder next = folder(local, s3);
            Awaitility.await().until(() -> {
                begin(next);
                return next.senders().stream().allMatch(WalSender::hasAll);
            });
            assertThat(archive(s3).names()).isEqualTo(archive(local).names()).hasSize(7);
        }
    }

    /** After a run has ended what is not whole is sent once more, and not over and over. */
    @Test
    void whatIsNotWholeIsSentOnceAfterTheEnd() throws Exception {
        WalFolder spool = folder(s3);
        spool.begin(SEGMENT);
        write(received.resolve(name(1) + WalSegment.PARTIAL), 1);
        spool.over();
        Awaitility.await().until(() -> {
            begin(spool);
            return spool.sender(s3).hasAll();
        });

        for (int i = 0; i < 5; i++) {
            begin(spool);
            Thread.sleep(100);
        }

        assertThat(proxy.requests()).filteredOn(WalSenderTest::putsALogFile).hasSize(1);
    }

    /** Receiving goes on for months; somebody empties the bucket meanwhile, and its key goes with the rest. */
    @Test
    void whatIsSentToABucketThatWasEmptiedDuringTheRunCanBeRead() throws Exception {
        var clock = new MovableClock(CLOCK.instant());
        WalFolder spool = folder(clock, local);
        WalSender sender = spool.sender(local);
        spool.begin(SEGMENT);
        write(1, 3);
        sender.go();
        FileTree.delete(folder.resolve("repository"));
        write(4, 5);
        sender.go();
        assertThatThrownBy(() -> archive(local)).as("nobody has looked yet").isInstanceOf(NoSuchFileException.class);

        clock.advance(Duration.ofMinutes(1));
        write(6, 6);
        sender.go();
        sender.go();

        WalArchive archive = archive(local);
        assertThat(names(archive)).containsExactly(name(4), name(5), name(6));
        for (int i = 4; i <= 6; i++) {
            assertThat(archive.read(name(i)).orElseThrow()[0]).isEqualTo((byte) i);
        }
    }

    /** Another process has begun the log anew by then. */
    @Test
    void whereTheKeyIsAnotherThanBeforeThatOneIsTaken() throws Exception {
        var clock = new MovableClock(CLOCK.instant());
        WalFolder spool = folder(clock, local);
        WalSender sender = spool.sender(local);
        spool.begin(SEGMENT);
        write(1, 3);
        sender.go();
        FileTree.delete(folder.resolve("repository"));
        WalArchive.openOrBegin(local, "shop-base", CLUSTER, KEY);

        clock.advance(Duration.ofMinutes(1));
        write(4, 4);
        sender.go();
        sender.go();

        assertThat(names(archive(local)))
                .as("what still lay there, and what is new")
                .containsExactly(name(3), name(4));
        assertThat(archive(local).read(name(4)).orElseThrow()[0]).isEqualTo((byte) 4);
    }

    @Test
    void aBeginningOfWhichTheRepositoryHoldsMoreIsNeverReplaced() throws Exception {
        byte[] more = content(1);
        more[1000] = 1;
        WalArchive.openOrBegin(local, "shop-base", CLUSTER, KEY).storePartial(name(1), more);
        write(received.resolve(name(1) + WalSegment.PARTIAL), 1);
        WalSender sender = folder(local).sender(local);

        sender.go();
        sender.go();

        assertThat(archive(local).read(name(1) + WalSegment.PARTIAL)).contains(more);
    }

    @Test
    void thatOneClustersLogIsRefusedIsToldOnceAlsoWhileAnothersIsSent() throws Exception {
        var clock = new MovableClock(CLOCK.instant());
        WalFolder spool = folder(clock, local);
        spool.begin(SEGMENT);
        Path other = Files.createDirectories(folder.resolve("7000000000000000002"));
        var refused = new WalFolder(other, lanes, "shop-base", KEY, clock);
        WalArchive.openOrBegin(local, "shop-base", refused.cluster(), KEY).store(name(1), content(2));
        write(other.resolve(name(1)), 1);
        var warnings = new CopyOnWriteArrayList<String>();
        var log = new StreamHandler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel() == Level.WARNING) {
                    warnings.add(line.getMessage());
                }
            }
        };
        Logger lane = Logger.getLogger(WalLane.class.getName());
        lane.addHandler(log);
        try {
            for (int i = 1; i <= 4; i++) {
                String name = write(i, i).get(0);
                Instant before = clock.instant();
                Awaitility.await().until(() -> {
                    lanes.get(0).begin(List.of(spool, refused));
                    return spool.sender(local).has(name)
                            && refused.sender(local).failedAt().equals(Optional.of(before));
                });
                clock.advance(Duration.ofSeconds(3));
            }
        } finally {
            lane.removeHandler(log);
        }

        assertThat(warnings).hasSize(1);
    }

    /** The connection to the server ends while the bucket is away, and is begun again. */
    @Test
    void howFarARepositoryIsIsKnownAlsoInTheNextRun() throws Exception {
        WalFolder spool = folder(local);
        WalSender sender = spool.sender(local);
        Instant written = Instant.parse("2026-11-26T10:00:00Z");
        assertThat(spool.lag(sender, Optional.empty()).newest())
                .as("after a start")
                .isEmpty();
        WalRun run = spool.begin(SEGMENT);
        Lsn place = Lsn.parse("0/200000");
        run.at(new WalServer.Moment(written, place, place, name(2)));
        run.received(place);
        write(1, 1);
        sender.go();
        assertThat(spool.lag(sender, Optional.empty()).newest()).contains(written);

        spool.over();
        spool.begin(SEGMENT);
        write(2, 2);

        assertThat(spool.lag(sender, Optional.empty()))
                .isEqualTo(new WalLag("local", Optional.of(written), Optional.of((long) SEGMENT), Optional.empty()));
        spool.over();
        spool.begin(SEGMENT);
        assertThat(spool.lag(sender, Optional.empty()).newest())
                .as("nor does a second one make it forget")
                .contains(written);
    }

    /** Of a log that hardly compresses few segments are held, of one that does many. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnotherRepositoryTakesLaterIsHeldUpToSoManyBytes(boolean compressible) throws Exception {
        WalFolder spool = folder(local, s3);
        var random = new Random(1);
        var held = new ArrayList<WalContent>();
        for (int i = 1; i <= 40; i++) {
            byte[] content = content(i);
            if (!compressible) {
                random.nextBytes(content);
            }
            write(received.resolve(name(i)), content);
            held.add(spool.content(received.resolve(name(i))));
            held.get(i - 1).compressed();
        }
        spool.bound();

        assertThat(spool.content(received.resolve(name(40)))).isSameAs(held.get(39));
        assertThat(spool.content(received.resolve(name(20)))).isSameAs(held.get(19));
        WalContent first = spool.content(received.resolve(name(1)));
        assertThat(first == held.get(0)).isEqualTo(compressible);
        assertThat(held.get(39).held()).isPositive();
    }

    /** Another server has written there: what follows would be mixed with its log. */
    @Test
    void behindOneOfWhichAnotherContentIsThereNothingIsSent() throws Exception {
        WalArchive archive = WalArchive.openOrBegin(local, "shop-base", CLUSTER, KEY);
        archive.store(name(2), content(99));
        WalFolder spool = folder(local);
        WalSender sender = spool.sender(local);
        spool.begin(SEGMENT);
        List<String> names = write(1, 20);
        write(received.resolve(name(21) + WalSegment.PARTIAL), 21);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(sender::go).isInstanceOf(WalConflict.class);
        }
        spool.over();
        assertThatThrownBy(sender::go).isInstanceOf(WalConflict.class);

        assertThat(names(archive)).as("one go").isEqualTo(names.subList(0, 8));
        assertThat(left()).contains(name(2)).hasSize(14);

        archive.delete(name(2));
        Awaitility.await().until(() -> {
            sender.go();
            return sender.hasAll();
        });

        assertThat(names(archive)).containsAll(names).contains(name(21) + WalSegment.PARTIAL);
        assertThat(archive.read(name(2)).orElseThrow()[0]).isEqualTo((byte) 2);
    }

    private void awaitAll(WalFolder spool, Repository repository) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            begin(spool);
            return spool.backlog(spool.sender(repository)) == 0;
        });
    }

    /** None is sent before one that is so many places ahead of it. */
    private void assertInOrder(List<String> names) {
        List<String> sent = proxy.requests().stream()
                .filter(WalSenderTest::putsALogFile)
                .map(request -> request.target().replaceAll(".*/([0-9A-F]{24}).*", "$1"))
                .distinct()
                .toList();
        assertThat(sent).hasSameElementsAs(names);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(names.indexOf(sent.get(i))).isBetween(i - AT_ONCE, i + AT_ONCE);
        }
    }

    private static boolean putsALogFile(Request request) {
        return request.method().equals("PUT") && request.target().matches(".*/[0-9A-F]{24}[^/]*");
    }

    private List<String> write(int first, int last) throws IOException {
        List<String> names =
                IntStream.rangeClosed(first, last).mapToObj(WalSenderTest::name).toList();
        for (int i = first; i <= last; i++) {
            write(received.resolve(name(i)), i);
        }
        return names;
    }

    private static void write(Path file, int number) throws IOException {
        write(file, content(number));
    }

    private static byte[] content(int number) {
        byte[] content = new byte[SEGMENT];
        content[0] = (byte) number;
        return content;
    }

    private static void write(Path file, byte[] content) throws IOException {
        // As the program does: a file has its name when it is whole.
        Path unnamed = file.resolveSibling("unnamed");
        Files.write(unnamed, content);
        Files.move(unnamed, file);
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(received)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("wal-to-"))
                .toList();
    }

    private static List<String> names(WalArchive archive) throws IOException {
        return List.copyOf(archive.names());
    }

    private static WalArchive archive(Repository repository) throws IOException {
        return WalArchive.open(repository, "shop-base", CLUSTER, KEY);
    }

    private static String name(int number) {
        return new WalSegment(1, number, SEGMENT).name();
    }

    /** The same repository, which answers nothing before it may. */
    private static Repository hanging(Repository repository, CountDownLatch answers) {
        return (Repository) Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Repository.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "id", "mayDelete", "mayStore":
                            return method.invoke(repository, arguments);
                        case "equals":
                            return self == arguments[0];
                        case "hashCode":
                            return System.identityHashCode(self);
                        default:
                            answers.await();
                    }
                    try {
                        return method.invoke(repository, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
