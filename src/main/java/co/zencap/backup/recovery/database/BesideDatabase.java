package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.GlobalsScript;
import co.zencap.backup.postgres.MissingRoles;
import co.zencap.backup.postgres.PassFile;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.postgres.ToolProcess;
import co.zencap.backup.postgres.archive.Archive;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.restore.BackupRoles;
import co.zencap.backup.restore.RestoreTools;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The database that a backup is restored into: made here, beside the live one, and dropped when that fails. */
final class BesideDatabase {
    /** In its comment; the live one's replaces it when it is swapped in. */
    private static final String MARK = "zencap recovery: ";

    private final MaintenanceSession server;
    private final RecoveryNames names;
    private final RestoreTools tools;
    private final PassFile passFile;
    private final boolean withOwners;

    BesideDatabase(
            MaintenanceSession server, RecoveryNames names, RestoreTools tools, PassFile passFile, boolean withOwners) {
        this.withOwners = withOwners;
        this.server = server;
        this.names = names;
        this.tools = tools;
        this.passFile = passFile;
    }

    /** What the comment on it says. */
    static RecoveryState state(DatabaseFacts beside) {
        String comment = beside.comment().orElse("");
        if (comment.startsWith(mark(RecoveryState.VERIFIED))) {
            return RecoveryState.VERIFIED;
        }
        return comment.startsWith(mark(RecoveryState.RESTORED)) ? RecoveryState.RESTORED : RecoveryState.UNFINISHED;
    }

    static String mark(RecoveryState state) {
        return MARK + state.name().toLowerCase(Locale.ROOT);
    }

    /** What an undo leaves: as good as before, and perhaps with what was written meanwhile, so that nobody sweeps it. */
    static final String UNDONE = mark(RecoveryState.VERIFIED) + ", was live, undone";

    void note(RecoveryState state) throws IOException {
        server.execute("COMMENT ON DATABASE " + Quoting.name(names.beside()) + " IS " + Quoting.text(mark(state)));
    }

    /** Has the server look at its tables. */
    void analyze() throws IOException {
        PostgresUrl url = server.of(names.beside());
        try (Connection session = DriverManager.getConnection(url.jdbcUrl(), url.jdbcProperties());
                Statement sql = session.createStatement()) {
            session.setNetworkTimeout(Runnable::run, 0);
            sql.execute("SET statement_timeout = 0");
            sql.execute("ANALYZE");
        } catch (SQLException e) {
            throw ServerFailure.of("analyze", url, e);
        }
    }

    /**
     * Makes it and fills it.
     *
     * @param file the decrypted dump
     * @return what a person should know, one sentence each
     */
    List<String> restore(StoredBackup backup, Path file, Archive archive, RunningOperation operation)
            throws IOException {
        Optional<GlobalsScript> globals = withOwners ? BackupRoles.read(backup) : Optional.empty();
        operation.phase("roles", 0);
        List<String> roles =
                globals.isPresent() ? new MissingRoles(globals.get()).make(server.connection()) : List.of();
        operation.result("rolesMade", roles);
        long bytes =
                backup.manifest().source().map(Manifest.Source::databaseBytes).orElse(0L);
        operation.phase("restore", bytes);
        try {
            List<String> notes = create(backup.manifest(), archive);
            PostgresCommands commands = tools.commands(backup.manifest());
            PostgresUrl url = server.of(names.beside());
            ToolCommand command = withOwners
                    ? commands.restoreWithOwners(url, passFile, file, tools.jobs(), tools.limits())
                    : commands.restore(url, passFile, file, tools.jobs(), tools.limits());
            try (var size = SizeWatch.of(server.another(), names.beside(), operation::progress);
                    ToolProcess restore = ToolProcess.start(command)) {
                restore.awaitSuccess();
            }
            note(RecoveryState.RESTORED);
            return notes;
        } catch (SQLException e) {
            takeBack(roles, e);
            throw ServerFailure.of("make " + names.beside(), server.of(names.beside()), e);
        } catch (IOException | RuntimeException | Error e) {
            takeBack(roles, e);
            throw e;
        }
    }

    private List<String> create(Manifest backup, Archive archive) throws IOException, SQLException {
        Connection session = server.connection();
        Optional<DatabaseFacts> live = DatabaseFacts.of(session, names.live());
        Optional<DatabaseLocale> ofDump = DatabaseLocale.ofDump(archive.database());
        String encoding = backup.fingerprint()
                .map(Fingerprint::encoding)
                .or(() -> ofDump.map(DatabaseLocale::encoding))
                .orElse("UTF8");
        Optional<DatabaseLocale> locale = live.map(DatabaseFacts::locale)
                .filter(l -> l.encoding().equals(encoding))
                .or(() -> ofDump.filter(l -> l.encoding().equals(encoding)));
        var notes = new ArrayList<String>();
        String start = "CREATE DATABASE " + Quoting.name(names.beside());
        if (locale.isEmpty()) {
            server.execute(start + DatabaseLocale.otherOptions(encoding));
        } else {
            try {
                server.execute(start + locale.get().options(server.major()));
            } catch (IOException e) {
                if (live.isPresent()) {
                    throw e;
                }
                // another system's locales may be missing here; text is then sorted otherwise, and not lost
                server.execute(start + DatabaseLocale.otherOptions(encoding));
                notes.add("The database has this server's locale, because it has none like the source's: text may be"
                        + " sorted otherwise (" + e.getMessage() + ").");
            }
        }
        note(RecoveryState.UNFINISHED);
        var dress = new DatabaseDress(session, names.beside());
        if (live.isEmpty()) {
            notes.addAll(dress.likeSource(archive.database()));
        } else {
            if (withOwners) {
                dress.ownedLike(live.get());
            }
            dress.close();
        }
        return notes;
    }

    /** Nothing stays of a restore that failed; the roles are dropped after what could belong to them. */
    private void takeBack(List<String> roles, Throwable failure) {
        try {
            drop();
            for (String role : roles) {
                server.execute("DROP ROLE " + Quoting.name(role));
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Others of the same live database, by how their ids begin, but for those that were live themselves. */
    List<String> left(String ids) throws IOException {
        try (PreparedStatement query = server.connection()
                .prepareStatement("SELECT datname FROM pg_catalog.pg_database"
                        + " WHERE starts_with(datname, ?) AND datname <> ?"
                        + " AND coalesce(pg_catalog.shobj_description(oid, 'pg_database'), '') <> ?")) {
            query.setString(
                    1,
                    new RecoveryNames(names.live(), ids)
                            .besideBeginning(names.key().length()));
            query.setString(2, names.beside());
            query.setString(3, UNDONE);
            var left = new ArrayList<String>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    left.add(rows.getString(1));
                }
            }
            return left;
        } catch (SQLException e) {
            throw ServerFailure.of("look for what is left", server.of(names.live()), e);
        }
    }

    /** Drops it, whoever is connected to it; no harm when there is none. */
    void drop() throws IOException {
        server.drop(names.beside());
    }
}
