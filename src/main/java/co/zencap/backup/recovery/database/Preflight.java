package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.CatalogSchema;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.disk.FreeSpace;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.postgres.MissingRoles;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.restore.BackupRoles;
import co.zencap.backup.restore.RestoreTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for what stands in a recovery's way, on this machine and on the server. */
final class Preflight {
    private final MaintenanceSession server;
    private final RecoveryNames names;
    private final RestoreTools tools;
    private final boolean withOwners;
    private final List<PreflightCheck> checks = new ArrayList<>();

    Preflight(MaintenanceSession server, RecoveryNames names, RestoreTools tools, boolean withOwners) {
        this.withOwners = withOwners;
        this.server = server;
        this.names = names;
        this.tools = tools;
    }

    List<PreflightCheck> run(StoredBackup backup) throws IOException {
        Manifest manifest = backup.manifest();
        try {
            Optional<DatabaseFacts> live = DatabaseFacts.of(server.connection(), names.live());
            version(manifest);
            programs(manifest);
            space(manifest);
            var found = new PreflightServer(server, names, checks);
            found.rights(live);
            if (withOwners) {
                unlessArchived("roles", () -> roles(backup, found));
            }
            unlessArchived("extensions", () -> found.needs(backup, withOwners));
            if (live.isPresent()) {
                found.live(live.get(), manifest);
                if (live.get().takesConnections()) {
                    catalog();
                }
            } else {
                checks.add(PreflightCheck.ok("database", "There is no database " + names.live() + " yet; it is made."));
            }
            return List.copyOf(checks);
        } catch (SQLException e) {
            throw ServerFailure.of("look ahead", server.of(names.live()), e);
        }
    }

    /** A look into the backup. */
    private interface Look {
        void run() throws IOException, SQLException;
    }

    /** What lies in an archive tier can't be asked before it is brought back, and stands in no way until then. */
    private void unlessArchived(String about, Look look) throws IOException, SQLException {
        try {
            look.run();
        } catch (RepositoryFailure e) {
            if (e.reason() != Reason.ARCHIVED) {
                throw e;
            }
            checks.add(PreflightCheck.warning(
                    about,
                    "What the backup says of " + about
                            + " lies in an archive tier, and is not known before it is back.",
                    "If the server lacks something, the restore says so and drops what it has made."));
        }
    }

    private void version(Manifest backup) throws IOException {
        int here = server.major();
        int source = backup.source().orElseThrow().serverMajor();
        String both = "The server is of version " + here + ", the backup of one of version " + source + ".";
        if (here < source) {
            checks.add(PreflightCheck.blocking(
                    "server version",
                    both + " An older server can't take it in.",
                    "Use a server of version " + source + " or newer."));
        } else if (here > source) {
            checks.add(PreflightCheck.warning(
                    "server version",
                    both + " How objects are defined can't be compared; that they are there can.",
                    "Test the applications with the newer version."));
        } else {
            checks.add(PreflightCheck.ok("server version", both));
        }
    }

    private void programs(Manifest backup) {
        try {
            String version = tools.commands(backup).tools().version();
            checks.add(PreflightCheck.ok("client programs", "pg_restore is of version " + version + "."));
        } catch (IOException e) {
            checks.add(missing("client programs", e));
        }
    }

    /** Where it lies in the live database, as it does where nothing else is set. */
    private void catalog() throws IOException, SQLException {
        PostgresUrl live = server.of(names.live());
        try (Connection session = DriverManager.getConnection(live.jdbcUrl(), live.jdbcProperties())) {
            if (!CatalogSchema.isIn(session)) {
                return;
            }
        }
        try {
            tools.commands(server.major());
            checks.add(PreflightCheck.ok(
                    "catalog",
                    "The service's catalog lies in " + names.live()
                            + "; as it is then, it is carried over by the swap."));
        } catch (IOException e) {
            checks.add(missing("catalog", e));
        }
    }

    private static PreflightCheck missing(String about, IOException e) {
        String[] said = e.getMessage().split("\\s*HINT: ", 2);
        return PreflightCheck.blocking(about, said[0], said.length > 1 ? said[1] : "");
    }

    /** The server's own disk can be looked at only where it is this machine's. */
    private void space(Manifest backup) throws IOException, SQLException {
        long dump = backup.artifact(Artifact.Role.DATABASE).orElseThrow().plainBytes();
        long database = Math.max(dump, backup.source().orElseThrow().databaseBytes());
        requireSpace("space for the dump", tools.workDir(), dump, "BACKUP_WORK_DIR");
        Optional<Path> data = PreflightServer.dataDirectory(server);
        if (data.isPresent() && Files.isDirectory(data.get())) {
            requireSpace("space on the server", data.get(), database, "");
        } else {
            checks.add(PreflightCheck.warning(
                    "space on the server",
                    "The restored database takes about " + Figures.bytes(database)
                            + " beside the live one; how much is free there can't be seen from here.",
                    "Look at the server's disk."));
        }
    }

    private void requireSpace(String about, Path folder, long bytes, String setting) {
        FreeSpace free = FreeSpace.of(folder);
        String found = "About " + Figures.bytes(bytes) + " are needed in " + folder + ", where "
                + (free.isKnown() ? Figures.bytes(free.bytes()) + " are free." : "nobody knows how much is free.");
        checks.add(
                free.isLessThan(bytes)
                        ? PreflightCheck.blocking(
                                about,
                                found,
                                setting.isEmpty()
                                        ? "Free space there, or enlarge the disk."
                                        : "Free space there, or name a folder on a larger disk in " + setting + ".")
                        : PreflightCheck.ok(about, found));
    }

    private void roles(StoredBackup backup, PreflightServer found) throws IOException, SQLException {
        var globals = BackupRoles.read(backup);
        if (globals.isEmpty()) {
            checks.add(PreflightCheck.warning(
                    "roles",
                    "The backup holds no roles; all that own something in it or may use it must be there already.",
                    "Make them first where the server is new."));
            return;
        }
        var missing = new MissingRoles(globals.get());
        found.roles(missing.of(server.connection()));
        checks.add(
                missing.hasTablespaces()
                        ? PreflightCheck.warning(
                                "tablespaces",
                                "The source had tablespaces; everything is restored into the default one.",
                                "See that its disk is large enough.")
                        : PreflightCheck.ok("tablespaces", "The source had none."));
    }
}
