package co.zencap.backup.testing;

import co.zencap.backup.demo.EmbeddedS3;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * S3 servers for all tests of a JVM: started by the first that asks, gone with the JVM. Each test takes a bucket of its
 * own, and puts a {@link FaultyS3} before the server to break it.
 */
public final class SharedS3 {
    private static EmbeddedS3 embedded;
    private static S3MockServer mock;

    private SharedS3() {}

    public static synchronized EmbeddedS3 embedded() {
        if (embedded == null) {
            embedded = start(folder -> EmbeddedS3.start(folder, 0, "shared"));
        }
        return embedded;
    }

    public static synchronized S3MockServer mock() {
        if (mock == null) {
            mock = start(folder -> S3MockServer.start(folder, "shared"));
        }
        return mock;
    }

    private interface Starter<S> {
        S start(Path folder) throws IOException;
    }

    private static <S extends Closeable> S start(Starter<S> starter) {
        try {
            Path folder = Files.createTempDirectory("zencap-test-s3-");
            S server = starter.start(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, folder), "test-s3-end"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Closeable server, Path folder) {
        try {
            server.close();
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
