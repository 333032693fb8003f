package co.zencap.backup.privilege;

import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** The statements that make each role. A name stands in them as an identifier or as a text, quoted, and nowhere else. */
public final class RoleScripts {
    /** The first that has a role which may read everything. */
    private static final int READS_ALL_DATA = 14;

    /** From a setting, as nothing can be handed to a block; the role's name may hold what would end it. */
    private static final String ROLE = "pg_catalog.current_setting('zencap.role')";

    private static final String OWNERS =
            """
            SELECT DISTINCT r.rolname AS name FROM pg_catalog.pg_roles r
                     JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
                     WHERE NOT r.rolsuper AND r.rolname !~ '^pg_' AND r.rolname <> %s AND (r.oid = d.datdba
                        OR EXISTS (SELECT FROM pg_catalog.pg_shdepend o WHERE o.dbid = d.oid AND o.deptype = 'o'
                                   AND o.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND o.refobjid = r.oid))"""
                    .formatted(ROLE);
    private static final String SCHEMAS =
            "SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN"
                    + " ('information_schema', '" + Settings.CATALOG_SCHEMA + "')";
    private static final String LARGE_OBJECTS = "SELECT oid AS name FROM pg_catalog.pg_largeobject_metadata";

    private final RoleWishes wishes;

    public RoleScripts(RoleWishes wishes) {
        this.wishes = wishes;
    }

    public RoleScript of(RolePurpose purpose) {
        return switch (purpose) {
            case BACKUP -> backup();
            case CATALOG -> catalog();
            case SANDBOX -> sandbox();
            case RECOVERY -> recovery();
        };
    }

    private RoleScript backup() {
        String role = Quoting.name(wishes.role(RolePurpose.BACKUP));
        List<Grant> grants = begin(RolePurpose.BACKUP, wishes.database());
        var notes = new ArrayList<String>();
        if (wishes.serverMajor() >= READS_ALL_DATA) {
            grants.add(new Grant("GRANT pg_read_all_data TO " + role, "pg_dump reads every table and sequence."));
        } else {
            grants.add(
                    each(RolePurpose.BACKUP, SCHEMAS, "GRANT USAGE ON SCHEMA %I TO %I", "pg_dump sees every schema."));
            grants.add(each(
                    RolePurpose.BACKUP,
                    SCHEMAS,
                    "GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I",
                    "pg_dump reads every table."));
            grants.add(each(
                    RolePurpose.BACKUP,
                    SCHEMAS,
                    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I",
                    "pg_dump reads every sequence."));
            notes.add("Run it again when schemas, tables or sequences were added, or set ALTER DEFAULT PRIVILEGES for"
                    + " their owners.");
        }
        if (wishes.rowSecurity()) {
            grants.add(new Grant("ALTER ROLE " + role + " BYPASSRLS", "Policies of tables hide no row from a backup."));
        }
        if (wishes.largeObjects()) {
            grants.add(each(
                    RolePurpose.BACKUP,
                    LARGE_OBJECTS,
                    "GRANT SELECT ON LARGE OBJECT %s TO %I",
                    "pg_read_all_data does not reach large objects."));
            notes.add("Run it again when large objects were added: no grant reaches those of the future.");
        }
        if (wishes.wal()) {
            grants.add(new Grant(
                    "ALTER ROLE " + role + " REPLICATION",
                    "The write-ahead log and base backups come by replication."));
            grants.add(new Grant(
                    "GRANT pg_read_all_stats TO " + role,
                    "It sees how far the log has come, and how large the cluster is."));
            grants.add(
                    new Grant(
                            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_switch_wal() TO " + role,
                            "What was written is in the bucket soon, also while so little is written that a segment takes hours."));
            notes.add("pg_hba.conf has to admit the role to the pseudo database 'replication' as well.");
        }
        notes.add(
                wishes.serverMajor() >= READS_ALL_DATA
                        ? "pg_read_all_data reads pg_authid as well, so that the hashes of the roles' passwords are in the"
                                + " backups; --server-version 13 grants each schema for itself instead, on newer servers too."
                        : "The hashes of the roles' passwords only a superuser can read here; the backups come without them.");
        return end(RolePurpose.BACKUP, wishes.database(), grants, notes);
    }

    private RoleScript catalog() {
        List<Grant> grants = begin(RolePurpose.CATALOG, wishes.catalogDatabase());
        grants.add(new Grant(
                "CREATE SCHEMA " + Quoting.name(Settings.CATALOG_SCHEMA) + " AUTHORIZATION "
                        + Quoting.name(wishes.role(RolePurpose.CATALOG)),
                "The service makes its tables in a schema of its own, and needs no right to make schemas."));
        return end(RolePurpose.CATALOG, wishes.catalogDatabase(), grants, List.of());
    }

    private RoleScript sandbox() {
        List<Grant> grants = begin(RolePurpose.SANDBOX, wishes.sandboxDatabase());
        grants.add(makesDatabases(RolePurpose.SANDBOX, "Each restoration test makes a database and drops it."));
        return end(
                RolePurpose.SANDBOX,
                wishes.sandboxDatabase(),
                grants,
                List.of("What only superusers may make (some extensions, event triggers) fails a test there; without"
                        + " TEST_POSTGRES_URL tests start a server of their own, which needs no role."));
    }

    private RoleScript recovery() {
        String role = Quoting.name(wishes.role(RolePurpose.RECOVERY));
        // as a member of the owner it may connect
        var grants = new ArrayList<>(List.of(create(RolePurpose.RECOVERY)));
        grants.add(makesDatabases(RolePurpose.RECOVERY, "The backup is restored beside the live database first."));
        grants.add(each(
                RolePurpose.RECOVERY,
                OWNERS,
                "GRANT %I TO %I",
                "The live database is renamed, and what is restored goes to its owners."));
        grants.add(new Grant(
                "GRANT pg_signal_backend TO " + role,
                "The sessions of all other roles end before the databases are swapped."));
        return end(
                RolePurpose.RECOVERY,
                wishes.database(),
                grants,
                List.of(
                        "A database or an object that belongs to a superuser only a superuser can replace: give it to a role"
                                + " that is none (ALTER DATABASE ... OWNER TO), or recover as a superuser.",
                        "Make the catalog role before, where the catalog lies in the same database: it owns something there.",
                        "Run the block again when roles were added that own something in the database."));
    }

    private List<Grant> begin(RolePurpose purpose, String database) {
        var grants = new ArrayList<Grant>();
        grants.add(create(purpose));
        grants.add(new Grant(
                "GRANT CONNECT ON DATABASE " + Quoting.name(database) + " TO " + Quoting.name(wishes.role(purpose)),
                "All may connect unless that was taken from PUBLIC."));
        return grants;
    }

    private Grant create(RolePurpose purpose) {
        return new Grant(
                "CREATE ROLE " + Quoting.name(wishes.role(purpose)) + " LOGIN",
                "Without a password nobody gets in yet.");
    }

    private RoleScript end(RolePurpose purpose, String database, List<Grant> grants, List<String> notes) {
        var all = new ArrayList<String>();
        all.add("Then give it a password, which psql asks for and sends as a hash only:  \\password "
                + Quoting.name(wishes.role(purpose)));
        all.addAll(notes);
        return new RoleScript(purpose, wishes.role(purpose), database, grants, all);
    }

    private Grant makesDatabases(RolePurpose purpose, String why) {
        return new Grant("ALTER ROLE " + Quoting.name(wishes.role(purpose)) + " CREATEDB", why);
    }

    /** @param grant takes a name from the query, and the role's */
    private Grant each(RolePurpose purpose, String names, String grant, String why) {
        return new Grant(
                """
                SET zencap.role = %s;
                DO $do$
                DECLARE each record;
                BEGIN
                  FOR each IN %s
                  LOOP
                    EXECUTE pg_catalog.format('%s', each.name, %s);
                  END LOOP;
                END
                $do$"""
                        .formatted(Quoting.text(wishes.role(purpose)).strip(), names, grant, ROLE),
                why);
    }
}
