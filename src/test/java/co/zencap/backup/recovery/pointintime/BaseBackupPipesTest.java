package co.zencap.backup.recovery.pointintime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.postgres.BaseBackupPipes;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.ReplicationCommands;
import co.zencap.backup.postgres.Tablespace;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolFailure;
import co.zencap.backup.postgres.ToolPayload;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.postgres.WalServer;
import co.zencap.backup.stream.TarEntries;
import co.zencap.backup.testing.Databases;
import co.zencap.backup.testing.TestCluster;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real pg_basebackup writes through pipes; what comes is one tar, and nothing is left whatever happens. */
@Timeout(120)
class BaseBackupPipesTest {
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), Duration.ofSeconds(20));

    private static LiveTablespaces live;
    private static List<Tablespace> tablespaces;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        live = new LiveTablespaces(TestCluster.binaries(), Map.of());
        try (WalServer server = WalServer.open(live.shop)) {
            tablespaces = server.tablespaces();
        }
    }

    @AfterAll
    static void end() throws Exception {
        live.close();
    }

    /** As pg_basebackup does when we are killed just before it opens its file. */
    @Test
    void whoWaitsForSomebodyToReadIsLetGo() throws Exception {
        Path pipe = folder.resolve("base.tar");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Process writer = new ProcessBuilder("sh", "-c", "exec cat /dev/zero > \"$0\"", pipe.toString()).start();
        try {
            assertThat(writer.waitFor(500, TimeUnit.MILLISECONDS)).as("waits").isFalse();

            Awaitility.await().until(() -> {
                BaseBackupPipes.letGo(folder);
                return !writer.isAlive();
            });
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void allComesAsOneTarWhichPostgresItselfFindsWhole() throws Exception {
        Path tar = folder.resolve("tar");

        List<Tablespace> sent = backUp(work(), tablespaces, tar);

        assertThat(sent).extracting(Tablespace::name).containsExactlyInAnyOrder("fast", "large");
        List<String> names = names(tar);
        assertThat(names)
                .contains("PG_VERSION", "backup_label", "global/pg_control")
                .doesNotHaveDuplicates();
        assertThat(names).doesNotContain("tablespace_map");
        assertThat(names.get(names.size() - 1)).isEqualTo("backup_manifest");
        for (Tablespace each : tablespaces) {
            assertThat(names).anyMatch(name -> name.startsWith(each.place() + "/PG_15_"));
        }
        Path data = Files.createDirectory(folder.resolve("data"));
        try (var in = Files.newInputStream(tar)) {
            new BaseUnpacking("x", data, Optional.empty()).run(in);
        }
        ToolProcess.run(commands(tools()).verify(data, LIMITS));
        assertThat(work()).isEmptyDirectory();
    }

    /** It was dropped when the list of them had been read. */
    @Test
    void aTablespaceThatIsGoneIsNotWaitedFor() throws Exception {
        var more = new ArrayList<>(tablespaces);
        more.add(new Tablespace(99_999, "dropped", "/mnt/dropped", 0));

        List<Tablespace> sent = backUp(work(), more, folder.resolve("tar"));

        assertThat(sent).hasSize(2);
    }

    /** It was made when the list of them had been read: pg_basebackup writes it into a file that nobody reads. */
    @Test
    void aTablespaceThatNobodyKnowsEndsIt() throws Exception {
        assertThatThrownBy(() -> backUp(work(), tablespaces.subList(0, 1), folder.resolve("tar")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("A tablespace was made just when the base backup began")
                .hasMessageContaining("HINT:");
        assertThat(work()).isEmptyDirectory();
    }

    @Test
    void aPgBasebackupThatIsKilledIsAFailure() throws Exception {
        assertThatThrownBy(() -> backUp(work(), tablespaces, process -> new OutputStream() {
                    private long passed;

                    @Override
                    public void write(int b) {
                        passed++;
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        passed += length;
                        if (passed > 100_000) {
                            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
                        }
                    }
                }))
                .isInstanceOf(ToolFailure.class);
        assertThat(work()).isEmptyDirectory();
    }

    @Test
    void aReaderThatFailsEndsPgBasebackup() throws Exception {
        var processes = new ArrayList<ToolProcess>();
        assertThatThrownBy(() -> backUp(work(), tablespaces, process -> {
                    processes.add(process);
                    return new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw new IOException("No space left on device");
                        }
                    };
                }))
                .hasMessageContaining("No space left");
        assertThat(processes).singleElement().matches(process -> !process.isAlive());
        assertThat(work()).isEmptyDirectory();
    }

    @Test
    void aServerThatRefusesSaysWhy() throws Exception {
        Databases.execute(live.shop, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
        ToolCommand command;
        try (BaseBackupPipes pipes = BaseBackupPipes.make(work(), tablespaces);
                PassFile passFile = PassFile.write(work(), live.shop)) {
            command = commands(tools())
                    .baseBackup(live.shop, passFile, "x", Optional.of(pipes), Optional.empty(), LIMITS)
                    .withVariable("PGUSER", "guest")
                    .withVariable("PGPASSWORD", "guest");
            ToolPayload payload = pipes.payload(ToolProcess.start(command));

            assertThatThrownBy(payload::awaitOutput)
                    .isInstanceOf(ToolFailure.class)
                    .hasMessageContaining("replication");
        }
        assertThat(work()).isEmptyDirectory();
    }

    /** One that has opened its files before the pipes are there begins again; how often is bounded. */
    @Test
    void oneThatIsQuickerThanThePipesBeginsAgain() throws Exception {
        Path real = tools().directory().resolve("pg_basebackup");
        Path quick = Files.createDirectory(folder.resolve("quick"));
        Path script = quick.resolve("pg_basebackup");
        String start = "#!/bin/sh\nfor each; do case $each in --pgdata=*) to=${each#--pgdata=};; esac; done\n"
                + "echo begun >> " + folder.resolve("begun") + "\n"
                + "[ $(wc -l < " + folder.resolve("begun") + ") -gt %d ] && exec " + real + " \"$@\"\n"
                // The folder and a file in it appear at once.
                + "mkdir $to.new && echo x > $to.new/base.tar && mv $to.new $to && sleep 60\n";
        Files.writeString(script, start.formatted(3));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));

        List<Tablespace> sent =
                backUp(work(), tablespaces, new ClientTools(quick, "15"), process -> OutputStream.nullOutputStream());

        assertThat(sent).hasSize(2);
        assertThat(folder.resolve("begun")).hasContent("begun\nbegun\nbegun\nbegun");

        Files.writeString(script, start.formatted(1000));
        assertThatThrownBy(() -> backUp(
                        work(), tablespaces, new ClientTools(quick, "15"), process -> OutputStream.nullOutputStream()))
                .hasMessageContaining("opened its files before they were there, 10 times")
                .hasMessageContaining("HINT:");
        assertThat(work()).isEmptyDirectory();
    }

    /** What a reader does, and whom it may end. */
    private interface Reader {
        OutputStream of(ToolProcess process) throws IOException;
    }

    private List<Tablespace> backUp(Path work, List<Tablespace> all, Path tar) throws Exception {
        return backUp(work, all, process -> Files.newOutputStream(tar));
    }

    private List<Tablespace> backUp(Path work, List<Tablespace> all, Reader reader) throws Exception {
        return backUp(work, all, tools(), reader);
    }

    private List<Tablespace> backUp(Path work, List<Tablespace> all, ClientTools tools, Reader reader)
            throws Exception {
        try (PassFile passFile = PassFile.write(work, live.shop);
                BaseBackupPipes pipes = BaseBackupPipes.make(work, all)) {
            ToolCommand command =
                    commands(tools).baseBackup(live.shop, passFile, "x", Optional.of(pipes), Optional.empty(), LIMITS);
            try (ToolPayload payload = pipes.payload(ToolProcess.start(command))) {
                payload.awaitOutput();
                try (OutputStream out = reader.of(payload.process())) {
                    payload.writeTo(out);
                }
            }
            return pipes.sent();
        }
    }

    private Path work() throws IOException {
        return Files.createDirectories(folder.resolve("work"));
    }

    private static ClientTools tools() throws IOException {
        return ClientTools.locate(Optional.empty(), 15);
    }

    private ReplicationCommands commands(ClientTools tools) {
        return new ReplicationCommands(tools, folder);
    }

    private static List<String> names(Path tar) throws IOException {
        var all = new ArrayList<String>();
        try (var in = new BufferedInputStream(Files.newInputStream(tar));
                var entries = new TarEntries(in)) {
            for (TarArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                all.add(entry.getName());
            }
        }
        return all;
    }
}
