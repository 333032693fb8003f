package co.zencap.backup.testing;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adobe S3Mock as a process of its own, on a free port of loopback: a second S3 server, which checks no signatures, and
 * knows checksums and conditional writes. Its jar is on the test class path only to be found.
 */
public final class S3MockServer implements Closeable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on ports .* (\\d+) \\(http\\)");
    private static final String LAUNCHER = "org/springframework/boot/loader/launch/JarLauncher.class";

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final StringBuilder log = new StringBuilder();
    private final String bucket;

    private S3MockServer(Process process, String bucket) {
        this.process = process;
        this.bucket = bucket;
    }

    public static S3MockServer start(Path folder, String bucket) throws IOException {
        Files.createDirectories(folder);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        java,
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.home=" + folder,
                        "-Djava.io.tmpdir=" + folder,
                        "-Dserver.address=127.0.0.1",
                        "-Dserver.port=0",
                        "-Dhttp.port=0",
                        "-Dcom.adobe.testing.s3mock.store.initialBuckets=" + bucket,
                        "-jar",
                        jar().toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        S3MockServer server = new S3MockServer(builder.start(), bucket);
        try {
            Thread reader = new Thread(server::read, "s3mock-output");
            reader.setDaemon(true);
            reader.start();
            server.port.get(60, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException | TimeoutException e) {
            server.close();
            throw new IOException("S3Mock did not start:\n" + server.log, e);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while S3Mock started", e);
        }
    }

    private static Path jar() throws IOException {
        URL launcher = S3MockServer.class.getClassLoader().getResource(LAUNCHER);
        if (launcher == null) {
            throw new IOException("The s3mock jar (classifier exec) is not on the test class path");
        }
        return Path.of(URI.create(
                ((JarURLConnection) launcher.openConnection()).getJarFileURL().toString()));
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher started = PORT.matcher(line);
                if (started.find()) {
                    port.complete(Integer.valueOf(started.group(1)));
                } else if (!port.isDone()) {
                    log.append(line).append('\n');
                }
            }
            port.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port.join());
    }

    public String bucket() {
        return bucket;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
