package co.zencap.backup.chaos.matrix;

import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.testing.JavaProcess;
import co.zencap.backup.testing.TestService;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, which ends without a word when it is struck: to its files and servers, kill -9. */
public final class Victim {
    private static final int KILLED = 137;

    private Victim() {}

    /** @param arguments the folder, and the phase; the variables come from standard input */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> variables = Json.MAPPER.readValue(System.in, new TypeReference<>() {});
        Phase phase = Phase.valueOf(arguments[1]);
        try (TestService service =
                TestService.start(Path.of(arguments[0]), variables, routes -> Scene.edited(routes, phase))) {
            if (phase == Phase.RETENTION) {
                service.awaitProof(service.backup().id());
            }
            Strike.arm(phase, () -> Runtime.getRuntime().halt(KILLED));
            Operation backup = service.backup();
            service.awaitProof(backup.id());
            Scene.cleanUp(service);
        }
        System.exit(0);
    }

    /** Runs it to its end. */
    static boolean isKilled(Path folder, Phase phase, Map<String, String> variables, Path log)
            throws IOException, InterruptedException {
        Process process = JavaProcess.of(List.of(), Victim.class, folder.toString(), phase.name())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            try (var in = process.getOutputStream()) {
                Json.MAPPER.writeValue(in, variables);
            }
            return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == KILLED;
        } finally {
            process.destroyForcibly();
        }
    }
}
