package co.zencap.backup.privilege;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;

/**
 * What roles are wanted for.
 *
 * @param database that is backed up
 * @param catalogDatabase where history is kept; may be the same
 * @param sandboxDatabase the one that TEST_POSTGRES_URL names; restoration tests make their own beside it
 * @param names of the roles, by their purpose
 * @param serverMajor the oldest version that the statements have to run on
 * @param wal whether the write-ahead log is kept, too
 * @param rowSecurity whether tables have policies that hide rows
 * @param largeObjects whether there are any
 */
public record RoleWishes(
        String database,
        String catalogDatabase,
        String sandboxDatabase,
        Map<RolePurpose, String> names,
        int serverMajor,
        boolean wal,
        boolean rowSecurity,
        boolean largeObjects) {
    private static final int LONGEST = 63;

    public RoleWishes {
        name("database", database);
        name("catalog's database", catalogDatabase);
        name("sandbox's database", sandboxDatabase);
        var all = new EnumMap<RolePurpose, String>(RolePurpose.class);
        for (RolePurpose purpose : RolePurpose.values()) {
            String role = names.getOrDefault(purpose, purpose.usualName());
            all.put(purpose, role(name("role", role)));
        }
        if (new HashSet<>(all.values()).size() < all.size()) {
            throw new IllegalArgumentException("Two of the roles have the same name, and would have the rights of both."
                    + " HINT: give each a name of its own.");
        }
        names = Map.copyOf(all);
    }

    String role(RolePurpose purpose) {
        return names.get(purpose);
    }

    /** It stands in comments, too, which a new line would end. */
    private static String name(String what, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The name of the " + what + " is not one that PostgreSQL keeps as it is."
                    + " HINT: a name has 1 to 63 bytes, and no line breaks or other control characters.");
        }
        return name;
    }

    private static String role(String name) {
        if (name.startsWith("pg_") || name.equals("public") || name.equals("none")) {
            throw new IllegalArgumentException(
                    "PostgreSQL keeps the name " + name + " for itself. HINT: choose another name for the role.");
        }
        return name;
    }
}
