package co.zencap.backup.client;

import co.zencap.backup.terminal.Table;
import co.zencap.backup.terminal.Terminal;
import java.net.URI;

/**
 * Where a running service can be reached, for a person.
 *
 * @param base without a path
 */
public record Addresses(URI base) {

    /** Prints them; {@code key} says where the key is kept, and is not the key itself. */
    public void print(String key, Terminal terminal) {
        table(key).print(terminal);
    }

    /** As {@link #print}, for more rows about the service. */
    public Table table(String key) {
        return new Table("", "")
                .row("Dashboard", base + "/")
                .row("API", base + "/api/admin/backup-system (" + base + "/api/openapi.json describes it)")
                .row("Hawtio", base + "/hawtio (user admin, password: " + key + ")")
                .row("Health", base + "/health/ready");
    }
}
