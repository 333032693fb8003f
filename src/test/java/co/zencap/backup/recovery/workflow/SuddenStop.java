package co.zencap.backup.recovery.workflow;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service that begins a recovery, or takes one back, and ends at a step of the route as if it were killed. */
public final class SuddenStop {
    static final String SOURCE = "RECOVERED_POSTGRES_URL";
    static final String CATALOG = "RECOVERED_CATALOG_URL";
    static final String FILE_SETS = "RECOVERED_FILE_SETS";
    static final int STATUS = 137;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private SuddenStop() {}

    /** The route's step. */
    public static void now() {
        Runtime.getRuntime().halt(STATUS);
    }

    /** Runs it in a process of its own, which dies. */
    static int run(
            Path folder, Map<String, String> environment, String bean, String method, boolean before, String options)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SuddenStop.class.getName(),
                        folder.toString(),
                        bean,
                        method,
                        Boolean.toString(before),
                        options)
                .inheritIO();
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }

    /** @param arguments a folder, the step's bean and method, whether to end before it, and the call's options */
    public static void main(String[] arguments) throws Exception {
        String stop = "- bean: {beanType: " + SuddenStop.class.getName() + ", method: now}";
        TestService service = Recoveries.start(
                Path.of(arguments[0]),
                PostgresUrl.parse(System.getenv(SOURCE)),
                PostgresUrl.parse(System.getenv(CATALOG)),
                routes ->
                        Recoveries.insert(routes, arguments[1], arguments[2], Boolean.parseBoolean(arguments[3]), stop),
                System.getenv(FILE_SETS) == null ? Map.of() : Map.of("BACKUP_FILE_SETS", System.getenv(FILE_SETS)));
        Recoveries.begin(service, arguments[4]);
        TimeUnit.SECONDS.sleep(PATIENCE.toSeconds());
        Runtime.getRuntime().halt(1); // the step did not come
    }
}
