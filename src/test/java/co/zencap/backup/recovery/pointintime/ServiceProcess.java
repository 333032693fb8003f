package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.json.Json;
import co.zencap.backup.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, so that it can be killed. */
final class ServiceProcess implements AutoCloseable {
    private final Process process;

    private ServiceProcess(Process process) {
        this.process = process;
    }

    static ServiceProcess start(Path folder, Map<String, String> variables) throws IOException {
        Path settings = folder.resolve("variables.json");
        Json.MAPPER.writeValue(settings.toFile(), variables);
        Path log = folder.resolve("service.log");
        return new ServiceProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceProcess.class.getName(),
                        folder.toString(),
                        settings.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    /** As when the machine loses power: what it started is left. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** @param arguments its folder, and a file with its variables */
    public static void main(String[] arguments) throws Exception {
        var variables = new HashMap<String, String>();
        Json.MAPPER
                .readTree(Files.readString(Path.of(arguments[1])))
                .fields()
                .forEachRemaining(
                        each -> variables.put(each.getKey(), each.getValue().asText()));
        TestService service = TestService.start(Path.of(arguments[0]), variables, ServiceProcess::oftener);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                service.close();
            } catch (IOException e) {
                e.printStackTrace();
            }
        }));
        Thread.currentThread().join();
    }

    /** Who watches the log looks more often than in earnest. */
    static String oftener(String routes) {
        return routes.replace("timer:watch-wal?period=60000&delay=6000", "timer:watch-wal?period=3000&delay=3000")
                .replace("timer:tell-wal?period=30000&delay=10000", "timer:tell-wal?period=3000&delay=3000");
    }
}
