package co.zencap.backup.testing;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;

/** An installation in a folder of its own: the server that was built, and copies of what operators edit. */
public final class Installation {
    /** {@code ADMIN_API_KEY} of every installation. */
    public static final String KEY = "integration-test-key-of-more-than-32-characters";

    private final Path home;

    private Installation(Path home) {
        this.home = home;
    }

    /** Makes one; needs the built server. */
    public static Installation in(Path home) throws IOException {
        Path project = Path.of("").toAbsolutePath();
        Files.createSymbolicLink(home.resolve("target"), project.resolve("target"));
        copy(project.resolve("routes"), home.resolve("routes"));
        copy(project.resolve("config"), home.resolve("config"));
        return new Installation(home);
    }

    /** Its settings: these, and all that a service needs beside. Schedules are off. */
    public Map<String, String> variables(PostgresUrl source, PostgresUrl catalog, Map<String, String> more)
            throws IOException {
        var variables = new HashMap<String, String>();
        variables.put("ZENCAP_HOME", home.toString());
        variables.put("POSTGRES_URL", Databases.text(source));
        variables.put("BACKUP_CATALOG_URL", Databases.text(catalog));
        variables.put("TEST_POSTGRES_URL", Databases.text(TestCluster.sandbox().url("postgres")));
        variables.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        variables.put("ADMIN_API_KEY", KEY);
        variables.putAll(TestService.withoutSchedule());
        variables.put("BACKUP_HTTP_PORT", String.valueOf(freePort()));
        variables.putAll(more);
        return variables;
    }

    /** Waits for the Hawtio console, which is started when the service has been. */
    public static void awaitConsole(LibertyProcess server) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.readString(server.log())
                .contains("CWWKZ0001I: Application hawtio"));
    }

    /**
     * A server is told its port before it starts, so that it is none of those that the system gives to whoever asks for
     * any meanwhile; and tests in other processes look elsewhere.
     */
    public static int freePort() throws IOException {
        int first = 20_000 + (int) (ProcessHandle.current().pid() % 1_000) * 10;
        for (int port = first; port < first + 10; port++) {
            try (var socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException("The ports from " + first + " to " + (first + 9) + " are taken");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
