package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a local cluster keeps on disk: {@code data} (the server's own, mode 0700), {@code password} (ours, 0600) and
 * {@code server.log}.
 *
 * @param home     the folder that holds them
 * @param password the superuser's
 */
record ClusterFolder(Path home, String password) {

    private static final Limits INITDB_LIMITS = new Limits(Duration.ofMinutes(5), Duration.ZERO);
    /** Makes what is missing; a cluster that is already there is left as it is. */
    static ClusterFolder prepare(Path home, ServerBinaries binaries, ServerAccount account, String superuser)
            throws IOException {
        ClusterFolder folder = new ClusterFolder(home, password(home));
        if (Files.notExists(folder.data().resolve("PG_VERSION"))) {
            folder.initialise(binaries, account, superuser);
        }
        return folder;
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("server.log");
    }

    /** The one in its folder; where there is none yet it is made. */
    static String password(Path home) throws IOException {
        Path file = home.resolve("password");
        if (Files.notExists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            writePrivately(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file);
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, Private.FILE);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    private void initialise(ServerBinaries binaries, ServerAccount account, String superuser) throws IOException {
        Path passwordFile = home.resolve("initdb-password");
        try {
            writePrivately(passwordFile, password);
            if (account.owner().isPresent()) {
                account.owner().get().own(passwordFile);
            }
            try {
                initdb(binaries, account, superuser, passwordFile, "C.UTF-8");
            } catch (ToolFailure e) {
                if (!e.standardError().contains("invalid locale name")) {
                    throw e;
                }
                initdb(binaries, account, superuser, passwordFile, "C");
            }
        } catch (IOException e) {
            FileTree.delete(data());
            throw new IOException(
                    "A local PostgreSQL cluster could not be made in " + data() + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private void initdb(
            ServerBinaries binaries, ServerAccount account, String superuser, Path passwordFile, String locale)
            throws IOException {
        FileTree.delete(data());
        Files.createDirectory(data(), Private.FOLDER);
        if (account.owner().isPresent()) {
            account.owner().get().own(data());
        }
        List<String> command = account.command(List.of(
                binaries.initdb().toString(),
                "--pgdata=" + data(),
                "--username=" + superuser,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=" + locale,
                "--no-sync"));
        ToolProcess.run(new ToolCommand(
                Path.of(command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                data(),
                INITDB_LIMITS,
                Mode.RUN));
    }

    @Override
    public String toString() {
        return home.toString();
    }
}
