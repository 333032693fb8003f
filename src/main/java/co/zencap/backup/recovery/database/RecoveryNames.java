package co.zencap.backup.recovery.database;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The databases that a recovery has to do with. Whoever knows the live one and the recovery's id finds the others again.
 *
 * @param live the name that applications use
 * @param id the recovery's; unique among those of the live database
 */
public record RecoveryNames(String live, String id) {
    /** NAMEDATALEN - 1: the server cuts longer names off, and then they may be equal. */
    private static final int LONGEST = 63;

    private static final String RESTORED = "_restored_";
    private static final String BEFORE = "_before_";
    private static final Pattern OURS = RecoveryIds.pattern(".*(" + RESTORED + "|" + BEFORE + ")");

    public RecoveryNames {
        if (live.isEmpty() || live.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException("A database's name has 1 to " + LONGEST + " bytes");
        }
        if (id.isBlank()) {
            throw new IllegalArgumentException("A recovery needs an id");
        }
    }

    /** Whether a recovery has made a database, by its name: the service's, or one of the command line. */
    public static boolean isOurs(String database) {
        return OURS.matcher(database).matches();
    }

    /** Where the backup is restored. */
    public String beside() {
        return name(RESTORED);
    }

    /** What was live before the swap. */
    public String before() {
        return name(BEFORE);
    }

    /** How the names of restored databases begin whose ids begin like this one, and have that many letters. */
    String besideBeginning(int idLength) {
        return beginning(LONGEST - RESTORED.length() - idLength) + RESTORED + id;
    }

    private String name(String infix) {
        String end = infix + key();
        return beginning(LONGEST - end.length()) + end;
    }

    /** What of the id stands in them. */
    String key() {
        return id.matches("[a-z0-9]{1,16}") ? id : DigestUtils.sha256Hex(id).substring(0, 16);
    }

    /** Of the live name, in whole characters. */
    private String beginning(int bytes) {
        int end = live.length();
        while (live.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes) {
            end = live.offsetByCodePoints(end, -1);
        }
        return live.substring(0, end);
    }
}
