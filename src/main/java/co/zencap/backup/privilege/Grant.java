package co.zencap.backup.privilege;

import java.util.Objects;

/**
 * One right that a role is given.
 *
 * @param sql a statement, without a semicolon at its end
 * @param why what would fail without it
 */
public record Grant(String sql, String why) {

    public Grant {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(why, "why");
    }
}
