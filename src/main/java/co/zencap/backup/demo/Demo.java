package co.zencap.backup.demo;

import co.zencap.backup.client.Addresses;
import co.zencap.backup.client.ApiAddress;
import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.client.OperationWatch;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.terminal.ProgressLine;
import co.zencap.backup.terminal.Style;
import co.zencap.backup.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The whole product on embedded parts: starts them, does the main job once, reports, and stays up. */
public final class Demo {
    private final Path home;
    private final Terminal terminal;
    private final Clock clock;
    private final OperationWatch.Pause pause;

    /**
     * What is wanted.
     *
     * @param port where the service listens; empty: 3000, or a free one
     * @param exit whether to end after the report
     * @param json whether the report is JSON
     */
    public record Wish(OptionalInt port, boolean exit, boolean json) {}

    public Demo(Path home, Terminal terminal, Clock clock, OperationWatch.Pause pause) {
        this.home = home;
        this.terminal = terminal;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Runs until the report is printed or, without {@link Wish#exit}, the process is told to end. Nothing is left
     * running on return.
     *
     * @return an exit status
     */
    public int run(Wish wish) throws IOException, SQLException, ApiFailure, InterruptedException {
        StopSignal signal = StopSignal.forThisThread();
        try {
            int status = runGuarded(wish);
            DemoFolder.remains(folder()).ifPresent(terminal.err()::println);
            return status;
        } catch (IOException | SQLException | ApiFailure | InterruptedException | RuntimeException e) {
            if (!signal.isGiven()) {
                throw e;
            }
            terminal.err().println("Stopped; nothing of the demo is left running.");
            DemoFolder.remains(folder()).ifPresent(terminal.err()::println);
            return ExitStatus.FAILED;
        } finally {
            signal.allClosed();
        }
    }

    private Path folder() {
        return home.resolve(".zencap/demo");
    }

    private int runGuarded(Wish wish) throws IOException, SQLException, ApiFailure, InterruptedException {
        Instant begin = clock.instant();
        try (DemoFolder folder = DemoFolder.open(folder());
                ProgressLine line = new ProgressLine(terminal, clock);
                LogFile log = LogFile.open(folder.log());
                DemoServices services = new DemoServices(home, folder, line, clock)) {
            terminal.err().println("Everything of the demo lies under " + folder.root() + " (log: " + log + ")");
            DemoKeys keys = DemoKeys.of(folder);
            services.start(keys, wish.port());
            var api = new ApiClient(new ApiAddress(services.address(), Optional.of(keys.admin())));
            var report = new DemoReport(
                    new MainJob(api, line, clock, pause).run(),
                    folder.backups(),
                    services.bucket(),
                    services.address());
            if (wish.json()) {
                report.printJson(terminal);
            } else {
                report.print(terminal);
            }
            terminal.err()
                    .println((report.passed()
                                    ? terminal.paintNote(Style.GOOD, "All of it worked")
                                    : terminal.paintNote(
                                            Style.BAD, "Not all of it worked; see " + services.serviceLog()))
                            + ", " + Figures.duration(Duration.between(begin, clock.instant())) + " in all.");
            if (wish.exit()) {
                return report.passed() ? ExitStatus.OK : ExitStatus.FAILED;
            }
            invite(services, folder);
            services.awaitEnd();
            throw new IOException("The service ended by itself. HINT: its log says why: " + services.serviceLog());
        }
    }

    private void invite(DemoServices services, DemoFolder folder) {
        terminal.err().println();
        new Addresses(services.address()).print("the ADMIN_API_KEY in " + folder.keys(), terminal.forNotes());
        terminal.err().println();
        terminal.err()
                .println("Try     curl -H @'" + folder.authorization() + "' '" + services.address()
                        + "/api/admin/backup-system?action=status'");
        terminal.err().println("        edit a file under routes/ and save it: the running service follows");
        terminal.err().println("Ctrl-C ends it all.");
    }
}
