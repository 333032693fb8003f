package co.zencap.backup.privilege;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.testing.Databases;
import java.util.Map;

/** A role as its script makes it on a real server, or as it would be with one statement less. */
public final class MadeRole {
    /** Everything that a script may print. */
    public static RoleWishes wishes(String database, String catalogDatabase, Map<RolePurpose, String> names) {
        return new RoleWishes(database, catalogDatabase, "postgres", names, 14, true, true, true);
    }

    private MadeRole() {}

    /**
     * Runs the script's statements as a superuser.
     *
     * @param without the place of a statement that is left out; -1 for none
     * @return how to connect as the role
     */
    public static PostgresUrl make(PostgresUrl superuser, RoleScript script, int without) {
        for (int i = 0; i < script.statements().size(); i++) {
            if (i != without) {
                Databases.execute(superuser, script.statements().get(i).sql());
            }
        }
        Databases.execute(superuser, "ALTER ROLE " + Quoting.name(script.role()) + " PASSWORD 'it''s secret'");
        return PostgresUrl.of(superuser.hosts().get(0), script.role(), "it's secret", superuser.database());
    }

    /** It may own nothing outside of this database. */
    public static void drop(PostgresUrl superuser, RoleScript script) {
        String role = Quoting.name(script.role());
        Databases.execute(superuser, "DROP OWNED BY " + role, "DROP ROLE " + role);
    }
}
