package co.zencap.backup.liberty;

import co.zencap.backup.disk.Private;
import co.zencap.backup.tls.CertificateFiles;
import co.zencap.backup.tls.CertificateTrust;
import co.zencap.backup.tls.KeyStoreFolder;
import co.zencap.backup.tls.ServerCertificate;
import java.io.Closeable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * The packaged Open Liberty as a process: what {@code bin/server run} does, without its shell script, so that the process
 * that is started is the server itself.
 */
public final class LibertyProcess implements Closeable {
    private static final String SERVER = "zencap";
    private static final Duration CLOSING = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 100;

    private final ProcessHandle process;
    private final Path log;
    private final URI address;
    private final Optional<SSLContext> trust;

    private LibertyProcess(ProcessHandle process, Path log, URI address, Optional<SSLContext> trust) {
        this.process = process;
        this.log = log;
        this.address = address;
        this.trust = trust;
    }

    /**
     * Starts the server as a child; whoever starts it closes it.
     *
     * @param home the installation; holds {@code target/liberty}, {@code routes} and {@code config}
     * @param output where log and working files go; made private if missing
     * @param environment added to this process's environment: all settings in force, also those of {@code .env.local}
     */
    public static LibertyProcess start(Path home, Path output, Map<String, String> environment) throws IOException {
        return launch(home, output, environment, List.of());
    }

    /**
     * Starts the server so that it goes on when this process and its terminal end, and writes down which process it is.
     *
     * @throws IOException also when the one named in {@code pidFile} still runs
     */
    public static LibertyProcess startDetached(Path home, Path output, Map<String, String> environment, Path pidFile)
            throws IOException {
        Optional<LibertyProcess> running = running(pidFile);
        if (running.isPresent()) {
            throw new IOException("The service runs already, as process "
                    + running.get().pid() + ". HINT: stop it first with ./zencap stop.");
        }
        LibertyProcess started = launch(home, output, environment, ownSession());
        try {
            new PidFile(started.pid(), PidFile.startOf(started.process), started.log, started.address).write(pidFile);
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    /** The server that {@link #startDetached} started, if it is still that process that runs under its number. */
    public static Optional<LibertyProcess> running(Path pidFile) throws IOException {
        return PidFile.read(pidFile).flatMap(f -> f.process(SERVER)
                .map(p -> new LibertyProcess(p, f.log(), f.address(), Optional.empty())));
    }

    /**
     * Waits until the service answers that it has started.
     *
     * @throws IOException when it ended instead, or is not ready in time; with the end of its log
     */
    public void awaitStarted(Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isStarted()) {
            Optional<String> failure = LogTail.startFailure(log);
            if (failure.isPresent()) {
                throw new IOException("The service can't start: " + failure.get()
                        + "\nHINT: correct what it names and start again; all of it is in " + log + ".");
            }
            if (!process.isAlive()) {
                throw new IOException("The service ended while it was starting. Its log " + log + " ends with:\n"
                        + LogTail.of(log) + "\nHINT: correct what the log names and start again.");
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("The service is not ready after " + patience.toSeconds() + " s. Its log " + log
                        + " ends with:\n" + LogTail.of(log) + "\nHINT: look into the log; the machine may be busy.");
            }
            exited(Duration.ofMillis(POLL_MILLIS));
        }
    }

    /** Whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Number of the process. */
    public long pid() {
        return process.pid();
    }

    /** Where the service listens, e.g. {@code http://127.0.0.1:3000}. */
    public URI address() {
        return address;
    }

    /** What the server writes. */
    public Path log() {
        return log;
    }

    /** Asks the server to end, and ends it when it has not after the given time, together with its children. */
    public void stop(Duration patience) throws InterruptedException {
        List<ProcessHandle> children;
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            children = descendants.toList();
        }
        process.destroy();
        if (!exited(patience)) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            exited(CLOSING);
        }
    }

    @Override
    public void close() {
        try {
            stop(CLOSING);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private boolean exited(Duration patience) throws InterruptedException {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !process.isAlive();
        }
    }

    private boolean isStarted() {
        try {
            var connection = (HttpURLConnection)
                    address.resolve("/health/started").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            if (connection instanceof HttpsURLConnection encrypted && trust.isPresent()) {
                encrypted.setSSLSocketFactory(trust.get().getSocketFactory());
                encrypted.setHostnameVerifier(
                        (host, session) -> true); // the one certificate is known, whatever it is for
            }
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false; // not listening yet: the caller asks again
        }
    }

    private static LibertyProcess launch(Path home, Path output, Map<String, String> environment, List<String> prefix)
            throws IOException {
        Path wlp = home.resolve("target/liberty/wlp");
        Path jar = wlp.resolve("bin/tools/ws-server.jar");
        Path server = wlp.resolve("usr/servers").resolve(SERVER);
        if (!Files.isRegularFile(jar)) {
            throw new IOException(
                    "The server is not built: " + jar + " is missing. HINT: run ./mvnw -DskipTests package.");
        }
        Path log = Private.folder(output).resolve("console.log");
        var command = new ArrayList<String>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the modules that Liberty opens for itself; its own script gives them too
        command.add("@" + wlp.resolve("lib/platform/java/java9.options"));
        command.add("-javaagent:" + wlp.resolve("bin/tools/ws-javaagent.jar"));
        for (String line : Files.readAllLines(server.resolve("jvm.options"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                command.add(line.strip());
            }
        }
        command.add("-Djolokia.policyLocation="
                + home.resolve("config/jolokia-access.xml").toAbsolutePath().toUri());
        command.addAll(List.of("-jar", jar.toString(), SERVER));

        var builder = new ProcessBuilder(command);
        Map<String, String> variables = builder.environment();
        // What the settings in force were read from is not handed on beside them.
        environment.keySet().forEach(name -> variables.remove(name + "_FILE"));
        variables.putAll(environment);
        variables.put("ZENCAP_HOME", home.toAbsolutePath().toString());
        variables.put("WLP_OUTPUT_DIR", output.toAbsolutePath().toString());
        variables.put("LOG_DIR", output.toAbsolutePath().resolve("logs").toString());
        String host = variables.computeIfAbsent("BACKUP_HTTP_HOST", name -> "127.0.0.1");
        String port = variables.computeIfAbsent("BACKUP_HTTP_PORT", name -> "3000");
        Path work = Files.createDirectories(output.resolve(SERVER));
        Optional<CertificateFiles> https = CertificateFiles.of(variables, home);
        if (https.isPresent()) {
            port = variables.computeIfAbsent("BACKUP_HTTPS_PORT", name -> "3443");
        }
        prepareHttps(https, work);
        builder.directory(work.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        return new LibertyProcess(
                process.toHandle(),
                log,
                address(https.isPresent() ? "https" : "http", host, port),
                https.map(files -> CertificateTrust.exactly(files.certificate())));
    }

    /**
     * Has the server speak HTTPS when it starts the next time, or plain HTTP.
     *
     * @param https files of the certificate; empty: plain HTTP
     * @param work the server's own folder, which is that of its configuration's output
     * @throws IllegalArgumentException when the certificate can't be used
     */
    public static void prepareHttps(Optional<CertificateFiles> https, Path work) throws IOException {
        var store = new KeyStoreFolder(work);
        if (https.isEmpty()) {
            store.turnOff();
        } else {
            store.turnOn(ServerCertificate.read(https.get()));
        }
    }

    /** Everywhere is not an address that one can call. */
    private static URI address(String scheme, String host, String port) {
        String callable = host.equals("*") || host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return URI.create(scheme + "://" + (callable.contains(":") ? "[" + callable + "]" : callable) + ":" + port);
    }

    /** A session of its own keeps Ctrl-C and a closed terminal away; without setsid, the background has to do. */
    private static List<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(p -> Files.isExecutable(Path.of(p)))
                .limit(1)
                .toList();
    }
}
