package co.zencap.backup.cli;

import co.zencap.backup.terminal.CapturedTerminal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * The command line where nothing is but a certificate and a public key; for tests of other packages.
 *
 * @param status with which it ended
 * @param out what it printed
 */
public record AtTheAuditors(int status, String out) {

    /** Calls {@code ./zencap certificate --check ...}. */
    public static AtTheAuditors check(Path certificate, String publicKey) {
        CapturedTerminal terminal = CapturedTerminal.pipes();
        int status = Zencap.run(
                new Surroundings(certificate.getParent(), Map.of(), terminal.terminal(), Clock.systemUTC(), () -> {}),
                "certificate",
                "--check",
                certificate.toString(),
                "--public-key",
                publicKey);
        return new AtTheAuditors(status, terminal.out());
    }
}
