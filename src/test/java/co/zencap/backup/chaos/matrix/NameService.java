package co.zencap.backup.chaos.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.chaos.matrix.FaultMatrixTest.Point;
import co.zencap.backup.testing.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A name service that can go away, for a whole JVM: it is chosen when the JVM starts. Programs that the service runs would ask
 * the system's, and get addresses instead.
 */
public final class NameService {
    /** All servers', by which the service knows them. */
    static final String NAME = "servers.test";

    private static final String HOSTS = "jdk.net.hosts.file";

    private NameService() {}

    /** @param arguments the folder, phase, and mishap; the outcome is written there */
    public static void main(String[] arguments) throws Exception {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        recall();
        Path folder = Path.of(arguments[0]);
        var point = new Point(Phase.valueOf(arguments[1]), Mishap.valueOf(arguments[2]));
        Files.writeString(folder.resolve("outcome"), FaultMatrixTest.outcome(folder, point));
        System.exit(0);
    }

    /** Tries a point in a JVM that has such a name service. */
    static String outcome(Path folder, Point point) throws IOException, InterruptedException {
        Path log = folder.resolve("name-service.log");
        Process process = JavaProcess.of(
                        List.of("-D" + HOSTS + "=" + Files.createFile(folder.resolve("hosts"))),
                        NameService.class,
                        folder.toString(),
                        point.phase().name(),
                        point.mishap().name())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as(Files.readString(log))
                    .isTrue();
            return Files.readString(folder.resolve("outcome"));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether this JVM has one. */
    static boolean isOurs() {
        return System.getProperty(HOSTS) != null;
    }

    static void forget() throws IOException {
        Files.writeString(hosts(), "127.0.0.1 localhost\n");
        assertThatThrownBy(() -> InetAddress.getByName(NAME)).isInstanceOf(UnknownHostException.class);
    }

    static void recall() throws IOException {
        Files.writeString(
                hosts(), "127.0.0.1 localhost " + NAME + " " + Files.readString(Path.of("/proc/sys/kernel/hostname")));
    }

    private static Path hosts() {
        return Path.of(System.getProperty(HOSTS));
    }
}
