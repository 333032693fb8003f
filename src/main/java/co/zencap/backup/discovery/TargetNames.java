package co.zencap.backup.discovery;

import co.zencap.backup.target.TargetId;
import java.util.regex.Pattern;

/** Names the targets of databases that are found on a server: the same name always gives the same, and no two the same. */
final class TargetNames {
    /** Names of which a target's can be made as they are. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9_-]+");

    /** How the targets of full system and base backups end. */
    private static final Pattern TAKEN = Pattern.compile(".*-(full|base)");

    private static final int LONGEST = 63;

    private TargetNames() {}

    static TargetId of(String prefix, String database) {
        String plain = prefix + "-" + database;
        if (PLAIN.matcher(database).matches() && !TAKEN.matcher(plain).matches() && plain.length() <= LONGEST) {
            return new TargetId(plain);
        }
        return TargetId.like(plain, database);
    }
}
