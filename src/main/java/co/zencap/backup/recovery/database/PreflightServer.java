package co.zencap.backup.recovery.database;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.archive.Fingerprint;
import co.zencap.backup.postgres.structure.StructureItem;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The questions of a {@link Preflight} that the server answers. */
final class PreflightServer {
    private static final int SHOWN = 10;

    private static final String SESSIONS = " FROM pg_catalog.pg_stat_activity WHERE datname = ?"
            + " AND backend_type IS DISTINCT FROM 'autovacuum worker'";

    /** By the names that the service's own sessions have; those of a backup's programs end with its id. */
    private static final String OURS =
            " (coalesce(application_name, '')" + " ~ '^zencap(-catalog|-health|-discovery| [0-9]{8}T[0-9]{6}Z.*)?$')";

    private final MaintenanceSession server;
    private final RecoveryNames names;
    private final List<PreflightCheck> checks;
    private boolean superuser;
    private boolean mayMakeRoles;

    PreflightServer(MaintenanceSession server, RecoveryNames names, List<PreflightCheck> checks) {
        this.server = server;
        this.names = names;
        this.checks = checks;
    }

    /** Where the server keeps its databases, if we may know, and if it listens on this machine only to us. */
    static Optional<Path> dataDirectory(MaintenanceSession server) throws IOException, SQLException {
        String host = server.of("").hosts().get(0).name();
        if (!List.of("localhost", "127.0.0.1", "::1").contains(host)) {
            return Optional.empty();
        }
        try (PreparedStatement query = server.connection()
                        .prepareStatement(
                                "SELECT setting FROM pg_catalog.pg_settings" + " WHERE name = 'data_directory'");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getString(1) != null ? Optional.of(Path.of(row.getString(1))) : Optional.empty();
        }
    }

    void rights(Optional<DatabaseFacts> live) throws IOException, SQLException {
        String role;
        boolean mayMakeDatabases;
        try (PreparedStatement query = server.connection()
                        .prepareStatement("SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, pg_is_in_recovery()"
                                + " FROM pg_catalog.pg_roles WHERE rolname = current_user");
                ResultSet row = query.executeQuery()) {
            row.next();
            role = row.getString(1);
            superuser = row.getBoolean(2);
            mayMakeDatabases = superuser || row.getBoolean(3);
            mayMakeRoles = superuser || row.getBoolean(4);
            if (row.getBoolean(5)) {
                checks.add(PreflightCheck.blocking(
                        "standby", "The server is a standby, which can't be written to.", "Connect to the primary."));
            }
        }
        if (!mayMakeDatabases) {
            checks.add(PreflightCheck.blocking(
                    "rights",
                    "The role " + role + " may not make databases.",
                    "ALTER ROLE " + Quoting.name(role) + " CREATEDB, or connect as a superuser."));
        } else if (live.isPresent() && !isOf(live.get().owner())) {
            checks.add(PreflightCheck.blocking(
                    "rights",
                    "The role " + role + " does not own " + names.live() + ", so that it can't rename it.",
                    "Connect as " + live.get().owner() + ", as a member of that role, or as a superuser."));
        } else if (!superuser) {
            checks.add(PreflightCheck.warning(
                    "rights",
                    "The role " + role + " is no superuser: what only those may make (some extensions, event triggers,"
                            + " objects of roles that it does not belong to) fails the restore, and only sessions of roles"
                            + " that it belongs to can be ended.",
                    "Connect as a superuser where there is one; GRANT pg_signal_backend TO " + Quoting.name(role)
                            + " lets it end the sessions of all others."));
        } else {
            checks.add(PreflightCheck.ok("rights", "The role " + role + " is a superuser."));
        }
    }

    private boolean isOf(String owner) throws IOException, SQLException {
        return !texts("SELECT 1 WHERE pg_catalog.pg_has_role(?::name, 'MEMBER')", owner)
                .isEmpty();
    }

    void roles(List<String> missing) {
        if (missing.isEmpty()) {
            checks.add(PreflightCheck.ok("roles", "The server has all roles of the backup; they stay as they are."));
        } else if (mayMakeRoles) {
            checks.add(PreflightCheck.ok("roles", "These roles are made: " + list(missing) + "."));
        } else {
            checks.add(PreflightCheck.blocking(
                    "roles",
                    "The server lacks roles of the backup, and this role may not make them: " + list(missing) + ".",
                    "Make them first, or connect as a role with CREATEROLE or as a superuser."));
        }
    }

    /** What the backup's own account of its database needs. */
    void needs(StoredBackup backup, boolean withOwners) throws IOException, SQLException {
        Optional<Artifact> structure = backup.manifest().artifact(Artifact.Role.STRUCTURE);
        if (structure.isEmpty()) {
            checks.add(PreflightCheck.warning(
                    "extensions",
                    "The backup does not say which extensions it needs.",
                    "If one is missing, the restore says so and drops what it has made."));
            return;
        }
        var extensions = new ArrayList<String>();
        var owners = new TreeSet<String>();
        try (MeasuredInputStream stored = backup.openStored(structure.get(), b -> {});
                InputStream plain = backup.plaintext(structure.get(), stored);
                var items = Json.MAPPER.readerFor(StructureItem.class).<StructureItem>readValues(plain)) {
            while (items.hasNext()) {
                StructureItem item = items.next();
                if (item.kind().equals("extension")) {
                    extensions.add(item.name());
                } else if (item.kind().equals("owner")) {
                    owners.add(item.facts());
                }
            }
        }
        extensions(extensions);
        if (withOwners && !superuser) {
            owners(owners);
        }
    }

    private void extensions(List<String> needed) throws IOException, SQLException {
        List<String> available =
                texts("SELECT pg_catalog.quote_ident(name) FROM pg_catalog.pg_available_extensions WHERE ? = ''", "");
        List<String> missing =
                needed.stream().filter(name -> !available.contains(name)).toList();
        checks.add(
                missing.isEmpty()
                        ? PreflightCheck.ok(
                                "extensions",
                                needed.isEmpty() ? "None is needed." : "The server has " + list(needed) + ".")
                        : PreflightCheck.blocking(
                                "extensions",
                                "The server lacks " + list(missing) + ".",
                                "Install the packages that bring them, in the source's versions."));
    }

    private void owners(Set<String> needed) throws IOException, SQLException {
        List<String> others = texts(
                "SELECT pg_catalog.quote_ident(rolname) FROM pg_catalog.pg_roles"
                        + " WHERE NOT pg_catalog.pg_has_role(oid, 'MEMBER') AND rolname !~ '^pg_' AND ? = ''",
                "");
        others.retainAll(needed);
        if (!others.isEmpty()) {
            checks.add(PreflightCheck.blocking(
                    "owners",
                    "Objects of the backup belong to roles that this one is no member of: " + list(others) + ".",
                    "Connect as a superuser, make the role a member of those (GRANT), or restore everything as its own"
                            + " (./zencap recover --no-owners)."));
        }
    }

    /** What depends on the live database's being there, under its name. */
    void live(DatabaseFacts live, Manifest backup) throws IOException, SQLException {
        if (!live.takesConnections()) {
            checks.add(PreflightCheck.blocking(
                    "database",
                    names.live() + " takes no connections, so that its catalog could not be looked for.",
                    "ALTER DATABASE " + Quoting.name(names.live()) + " ALLOW_CONNECTIONS true."));
        }
        String encoding = backup.fingerprint()
                .map(Fingerprint::encoding)
                .orElse(live.locale().encoding());
        checks.add(
                encoding.equals(live.locale().encoding())
                        ? PreflightCheck.ok("encoding", "Both are in " + encoding + "; the locale is the live one's.")
                        : PreflightCheck.warning(
                                "encoding",
                                "The backup is in " + encoding + ", the live database in "
                                        + live.locale().encoding() + "; the restored one will be in " + encoding + ".",
                                "Test the applications with it."));
        refuse(
                "replication",
                "Logical replication slots belong to " + names.live() + " and would stay with the old one",
                "SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE database = ?",
                "Drop them (pg_drop_replication_slot) and set the subscribers up anew after the recovery.");
        refuse(
                "subscriptions",
                names.live() + " subscribes to others",
                "SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                        + " WHERE d.datname = ?",
                "Drop the subscriptions there; a restored one is disabled, and is enabled after the recovery.");
        refuse(
                "prepared transactions",
                "Prepared transactions keep " + names.live() + " from being renamed",
                "SELECT gid FROM pg_catalog.pg_prepared_xacts WHERE database = ?",
                "COMMIT PREPARED or ROLLBACK PREPARED them.");
        sessions();
    }

    /** Ours are no application's: they are ended as well, and connect again. */
    private void sessions() throws IOException, SQLException {
        List<String> others = texts(
                "SELECT coalesce(usename, '?') || ' x ' || count(*)" + SESSIONS + " AND NOT" + OURS
                        + " GROUP BY usename ORDER BY 1",
                names.live());
        String ours = texts("SELECT count(*)" + SESSIONS + " AND" + OURS, names.live())
                .get(0);
        String besides = ours.equals("0")
                ? ""
                : " Besides, " + Figures.count(Long.parseLong(ours), "session")
                        + " of ZenCap Backup itself, which connects again.";
        checks.add(
                others.isEmpty()
                        ? PreflightCheck.ok("sessions", "Nobody is connected to " + names.live() + "." + besides)
                        : PreflightCheck.warning(
                                "sessions",
                                "The swap ends the sessions of " + names.live() + ": " + list(others) + "." + besides,
                                "Applications must connect again; stop those that can't."));
    }

    private void refuse(String about, String what, String query, String hint) throws IOException, SQLException {
        List<String> found = texts(query, names.live());
        checks.add(
                found.isEmpty()
                        ? PreflightCheck.ok(about, "There are none.")
                        : PreflightCheck.blocking(about, what + ": " + list(found) + ".", hint));
    }

    private List<String> texts(String query, String name) throws IOException, SQLException {
        try (PreparedStatement statement = server.connection().prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                var all = new ArrayList<String>();
                while (rows.next()) {
                    all.add(rows.getString(1));
                }
                return all;
            }
        }
    }

    private static String list(List<String> all) {
        String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? shown + " and " + (all.size() - SHOWN) + " more" : shown;
    }
}
