package co.zencap.backup.cli;

import co.zencap.backup.client.Addresses;
import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.postgres.EmbeddedBinaries;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.terminal.ProgressLine;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;
import co.zencap.backup.tls.ServerCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the service. */
@Command(
        name = "start",
        description =
                "Starts the service with the settings of the environment and .env.local, and waits until it is ready.",
        footer = {
            "",
            "It goes on in the background; its log lies under .zencap/service/. ./zencap stop ends it. A database, catalog or",
            "bucket that is away does not keep it from being ready: a WARNING then names it, and the exit status is 0.",
            "Example: ./zencap start && ./zencap backup --wait"
        })
final class StartCommand extends SurroundedCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Option(names = "--foreground", description = "Stay attached until Ctrl-C or SIGTERM, as containers want it.")
    private boolean foreground;

    StartCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var variables = new HashMap<>(surroundings().variables());
        Settings settings = new SettingsReader(variables, surroundings().home()).read();
        Path pidFile = pidFile(surroundings().home());
        Optional<LibertyProcess> running = LibertyProcess.running(pidFile);
        if (running.isPresent()) {
            return refuse(
                    "The service runs already, as process " + running.get().pid() + " at "
                            + running.get().address() + ".",
                    "Stop it first with ./zencap stop.");
        }
        if (!isFree(settings.http())) {
            return refuse(
                    "Port " + settings.http().openPort() + " of "
                            + settings.http().host()
                            + " can't be used: another program"
                            + " listens there, or the address is not this machine's.",
                    "Set " + (settings.http().https().isPresent() ? "BACKUP_HTTPS_PORT" : "BACKUP_HTTP_PORT")
                            + " (and BACKUP_HTTP_HOST) to a free one.");
        }
        settings.http().https().ifPresent(https -> ServerCertificate.read(https.files())
                .requireValid(surroundings().clock().instant()));
        if (!hasSandboxServer(settings)) {
            Path programs = surroundings().home().resolve(".zencap/postgres-programs");
            variables.put(
                    "BACKUP_SANDBOX_BIN",
                    EmbeddedBinaries.unpack(programs).bin().toString());
        }
        Path output = surroundings().home().resolve(".zencap/service");
        return foreground ? attached(output, variables) : detached(output, variables, pidFile);
    }

    /** Says which process the service started in the background is. */
    static Path pidFile(Path home) {
        return home.resolve(".zencap/service.pid");
    }

    /** Whether restoration tests find a server without the one that comes with us. */
    private static boolean hasSandboxServer(Settings settings) throws IOException {
        return settings.sandboxBin().isPresent()
                || ServerBinaries.onThisMachine().isPresent();
    }

    private int detached(Path output, Map<String, String> variables, Path pidFile)
            throws IOException, InterruptedException {
        LibertyProcess service = LibertyProcess.startDetached(surroundings().home(), output, variables, pidFile);
        try {
            awaitStarted(service);
        } catch (IOException | InterruptedException e) {
            service.close();
            throw e;
        }
        printReady(service, variables);
        return ExitStatus.OK;
    }

    private int attached(Path output, Map<String, String> variables) throws IOException, InterruptedException {
        try (LibertyProcess service = LibertyProcess.start(surroundings().home(), output, variables)) {
            var ending = new Thread(service::close, "stop-service");
            Runtime.getRuntime().addShutdownHook(ending);
            awaitStarted(service);
            printReady(service, variables);
            ProcessHandle.of(service.pid()).ifPresent(p -> p.onExit().join());
        }
        Failures.print(
                new Problem(
                        "The service ended", "It was not asked to.", "Its log tells why: " + output + "/console.log"),
                surroundings().terminal());
        return ExitStatus.FAILED;
    }

    private void awaitStarted(LibertyProcess service) throws IOException, InterruptedException {
        try (ProgressLine line = surroundings().progress()) {
            line.show("Starting the service ...", "");
            service.awaitStarted(PATIENCE);
        }
    }

    private void printReady(LibertyProcess service, Map<String, String> variables) {
        Terminal terminal = surroundings().terminal();
        terminal.out().println("The service is ready (process " + service.pid() + ").");
        new Addresses(service.address())
                .table("ADMIN_API_KEY")
                .row("Log", service.log())
                .print(terminal);
        StartWarning.of(new ApiClient(itself(variables))).ifPresent(what -> terminal.err()
                .println(terminal.paintNote(Style.DOUBTFUL, "WARNING: ") + Terminal.harmless(what)));
    }

    /** The service that was started, whichever one the commands are to call. */
    private ApiAddress itself(Map<String, String> variables) {
        var own = new HashMap<>(variables);
        own.keySet().removeAll(Set.of("BACKUP_API_URL", "BACKUP_API_KEY"));
        return ApiAddress.of(own, surroundings().home());
    }

    private int refuse(String detail, String hint) {
        Failures.print(new Problem("Not started", detail, hint), surroundings().terminal());
        return ExitStatus.REFUSED;
    }

    private static boolean isFree(Settings.Http http) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.host(), http.openPort()));
            return true;
        } catch (IOException e) {
            return false; // said to the user, with what to do
        }
    }
}
