package co.zencap.backup.bench;

import co.zencap.backup.demo.EmbeddedS3;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** An S3 server in a process of its own that counts what it is asked, so that its work is nobody's. */
final class CountingS3 implements Closeable {
    static final String BUCKET = "bench";
    static final String ACCESS_KEY = "bench";
    static final String SECRET_KEY = "benchbench";

    private final Process process;
    private final BufferedReader answers;
    private final Path objects;
    private final URI endpoint;

    CountingS3(Path folder) throws IOException {
        objects = folder.resolve(BUCKET);
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingS3.class.getName(),
                        folder.toString())
                .redirectError(folder.resolveSibling("s3.log").toFile())
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        endpoint = URI.create("http://127.0.0.1:" + number());
    }

    URI endpoint() {
        return endpoint;
    }

    long pid() {
        return process.pid();
    }

    /** Requests since this was asked last. */
    long requests() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return number();
    }

    /** Of all objects there are. */
    long bytes() throws IOException {
        try (var files = Files.walk(objects)) {
            return files.map(Path::toFile)
                    .filter(java.io.File::isFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        }
    }

    private long number() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The S3 server has ended; see s3.log");
        }
        return Long.parseLong(line);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** The server's own process: the port first, then, for each line that comes in, how many requests there were. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        try (EmbeddedS3 s3 = EmbeddedS3.start(folder, 0, BUCKET, ACCESS_KEY, SECRET_KEY);
                var listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            var requests = new AtomicLong();
            start(() -> {
                while (true) {
                    accept(listener.accept(), s3.endpoint().getPort(), requests);
                }
            });
            System.out.println(listener.getLocalPort());
            while (System.in.read() >= 0) {
                System.out.println(requests.getAndSet(0));
            }
        }
    }

    private static void accept(Socket client, int port, AtomicLong requests) throws IOException {
        var server = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        start(() -> pass(client, server, requests));
        start(() -> pass(server, client, new AtomicLong()));
    }

    private static void pass(Socket from, Socket to, AtomicLong requests) throws IOException {
        byte[] buffer = new byte[1 << 16];
        var line = new RequestLines();
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                requests.addAndGet(line.in(buffer, n));
                out.write(buffer, 0, n);
            }
        }
    }

    /** Counts the ends of request lines, also over the seams of buffers; by chance, bytes are one in 256^11 times. */
    private static final class RequestLines {
        private static final byte[] END = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
        private int matched;

        int in(byte[] buffer, int length) {
            int found = 0;
            for (int i = 0; i < length; i++) {
                if (buffer[i] == END[matched]) {
                    matched++;
                } else {
                    matched = buffer[i] == END[0] ? 1 : 0;
                }
                if (matched == END.length) {
                    found++;
                    matched = 0;
                }
            }
            return found;
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        var thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The connection has ended, one way or another; who asked sees how.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
