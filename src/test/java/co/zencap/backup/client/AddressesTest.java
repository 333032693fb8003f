package co.zencap.backup.client;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.terminal.CapturedTerminal;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What is printed when the service is ready. */
class AddressesTest {
    @Test
    void theDashboardComesFirstAndAllStandsInOneColumn() {
        var terminal = CapturedTerminal.pipes();

        new Addresses(URI.create("http://localhost:3000"))
                .table("ADMIN_API_KEY")
                .row("Log", "/srv/console.log")
                .print(terminal.terminal());

        assertThat(terminal.out())
                .startsWith("Dashboard  http://localhost:3000/\n")
                .contains(
                        "\nAPI        http://localhost:3000/api/admin/backup-system (",
                        "\nHealth     http://localhost:3000/health/ready\n")
                .endsWith("\nLog        /srv/console.log\n");
    }
}
