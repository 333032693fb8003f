package co.zencap.backup.recovery.database;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Who makes recoveries, as their ids tell: each begins alike and has a number of hexadecimal digits. They stand in names of databases. */
public enum RecoveryIds {
    /** The service. */
    SERVICE("dr", 12),
    /** {@code ./zencap recover}, which needs no service. */
    COMMAND_LINE("cli", 10);

    private final String prefix;
    private final int digits;

    RecoveryIds(String prefix, int digits) {
        this.prefix = prefix;
        this.digits = digits;
    }

    /** How they begin. */
    public String prefix() {
        return prefix;
    }

    /** How many random digits one has. */
    public int digits() {
        return digits;
    }

    /** @param hex at least as many hexadecimal digits as one has */
    public String id(String hex) {
        return prefix + hex.substring(0, digits);
    }

    /** Any id of any of them. */
    static Pattern pattern(String before) {
        return Pattern.compile(
                Arrays.stream(values())
                        .map(each -> each.prefix + "[0-9a-f]{" + each.digits + "}")
                        .collect(Collectors.joining("|", before + "(", ")")),
                Pattern.DOTALL);
    }
}
