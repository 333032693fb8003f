package co.zencap.backup.recovery.table;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FileTree;
import co.zencap.backup.disk.Private;
import co.zencap.backup.postgres.DatabaseDrop;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.ThrowawayDatabases;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolFailure;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.postgres.archive.ArchivedTables;
import co.zencap.backup.postgres.archive.RowText;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * An empty database with a backup's types, functions and tables, on the live database's server, which knows their extensions:
 * the server itself says then what the tables are made of. Dropped when it is closed, and found by the next one when we died
 * before.
 */
final class StructureDatabase implements Closeable {

    /** What no column depends on; the more is left out, the less can fail, and none of the backup's code runs. */
    private static final List<String> LEFT_OUT = List.of(
            "DATABASE",
            "ACL",
            "DEFAULT ACL",
            "COMMENT",
            "SECURITY LABEL",
            "POLICY",
            "ROW SECURITY",
            "PUBLICATION",
            "SUBSCRIPTION",
            "EVENT TRIGGER",
            "TRIGGER",
            "FK CONSTRAINT",
            "CHECK CONSTRAINT",
            "RULE",
            "INDEX",
            "STATISTICS",
            "MATERIALIZED VIEW DATA",
            "TABLE DATA",
            "SEQUENCE SET",
            "BLOB",
            "BLOBS",
            "LARGE OBJECT",
            "LARGE OBJECTS",
            "USER MAPPING");

    private final Connection owner;
    private final String database;
    private final PostgresUrl url;
    private final Path scratch;
    private ArchivedTables archived;
    private Optional<ToolFailure> notWhole = Optional.empty();

    private StructureDatabase(Connection owner, String database, PostgresUrl url, Path scratch) {
        this.owner = owner;
        this.database = database;
        this.url = url;
        this.scratch = scratch;
    }

    /**
     * Makes it out of the beginning of a backup's dump.
     *
     * @param live on whose server
     */
    static StructureDatabase of(StoredBackup backup, PostgresUrl live, RestoreTools tools) throws IOException {
        try {
            Path scratch =
                    Files.createTempDirectory(Private.folder(tools.workDir()), "table-restoration-", Private.FOLDER);
            Connection owner;
            try {
                owner = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties());
            } catch (SQLException e) {
                FileTree.delete(scratch);
                throw e;
            }
            String database = ThrowawayDatabases.STRUCTURES.name();
            var made = new StructureDatabase(owner, database, live.withDatabase(database), scratch);
            try {
                made.fill(backup, tools);
                return made;
            } catch (IOException | SQLException | RuntimeException | Error e) {
                try (made) {
                    throw e;
                }
            }
        } catch (SQLException e) {
            throw ServerFailure.of("make a database for the backup's structure", live, e);
        }
    }

    /** Drops those whose process has died. */
    static void sweep(PostgresUrl live) throws IOException {
        try (Connection owner = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties())) {
            ThrowawayDatabases.STRUCTURES.sweep(owner);
        } catch (SQLException e) {
            throw ServerFailure.of("drop what a killed process left", live, e);
        }
    }

    private void fill(StoredBackup backup, RestoreTools tools) throws IOException, SQLException {
        Path head = scratch.resolve("structure.dump");
        archived = readHead(backup, head);
        ThrowawayDatabases.STRUCTURES.hold(owner, database);
        ThrowawayDatabases.STRUCTURES.sweep(owner);
        try (Statement sql = owner.createStatement()) {
            // nothing is sorted in it
            sql.execute("CREATE DATABASE " + Quoting.name(database) + " TEMPLATE template0 ENCODING "
                    + Quoting.text(archived.encoding()) + " LC_COLLATE 'C' LC_CTYPE 'C'");
            sql.execute("REVOKE ALL ON DATABASE " + Quoting.name(database) + " FROM PUBLIC");
        }
        PostgresCommands commands = tools.commands(backup.manifest());
        Path list = list(commands.list(head, tools.limits()));
        try (PassFile passFile = PassFile.write(scratch, url)) {
            ToolProcess.run(commands.restoreStructure(url, passFile, head, list, tools.limits()));
        } catch (ToolFailure e) {
            // an extension that only one database may have, for example: whether a table is there is seen soon enough
            notWhole = Optional.of(e);
        }
    }

    /** The table of contents stands first, and is all that pg_restore needs. */
    private static ArchivedTables readHead(StoredBackup backup, Path head) throws IOException {
        Artifact artifact = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        Files.createFile(head, Private.FILE);
        try (MeasuredInputStream stored = backup.openStored(artifact, b -> {});
                InputStream plain = backup.plaintext(artifact, stored);
                OutputStream copy = Files.newOutputStream(head, StandardOpenOption.WRITE)) {
            return ArchivedTables.read(new CopiedInputStream(plain, copy));
        }
    }

    /** Keeps what is read. */
    private static final class CopiedInputStream extends FilterInputStream {
        private final OutputStream copy;

        CopiedInputStream(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n > 0) {
                copy.write(buffer, offset, n);
            }
            return n;
        }
    }

    /** It may be long: up to version 16 each large object is in it. Names may be in any encoding. */
    private Path list(ToolCommand contents) throws IOException {
        Path list = scratch.resolve("list");
        Files.createFile(list, Private.FILE);
        try (ToolProcess process = ToolProcess.start(contents);
                var lines = new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.ISO_8859_1));
                Writer wanted = Files.newBufferedWriter(list, StandardCharsets.ISO_8859_1, StandardOpenOption.WRITE)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (isWanted(line)) {
                    wanted.write(line + "\n");
                }
            }
            process.awaitSuccess();
        }
        return list;
    }

    /**
     * Lines are {@code 4711; 1259 16399 TABLE public orders owner}; names have no line feeds in them, and what is left out is
     * known by the words before the name.
     */
    static boolean isWanted(String line) {
        if (!line.matches("\\d+; \\d+ \\d+ .*")) {
            return false;
        }
        String described = line.split(" ", 4)[3];
        return LEFT_OUT.stream().noneMatch(words -> described.startsWith(words + " "));
    }

    /** Whose rows the backup's dump holds. */
    ArchivedTables archived() {
        return archived;
    }

    /** Why not all of the structure is here, which may be no harm; a sentence. */
    Optional<String> notWhole() {
        return notWhole.map(failure ->
                "Not all of the backup's structure could be made to read it, so that a key may be" + " unknown: "
                        + failure.standardError().lines().findFirst().orElse(failure.getMessage()));
    }

    List<SourceTable> choose(List<TableWish> tables, List<String> schemas) throws IOException {
        try (Connection structure = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties())) {
            RowText.pin(structure);
            return new SourceTables(structure).choose(tables, schemas);
        } catch (IOException e) {
            notWhole.ifPresent(e::addSuppressed);
            throw e;
        } catch (SQLException e) {
            throw ServerFailure.of("read the backup's structure", url, e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Closeable files = () -> FileTree.delete(scratch);
                owner) {
            DatabaseDrop.now(owner, database);
        } catch (SQLException e) {
            throw ServerFailure.of("drop " + database, url, e);
        }
    }
}
