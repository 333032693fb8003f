package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.wal.ClusterFiles;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalFetch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** For {@code restore_command}. */
@Command(
        name = "wal-fetch",
        description = {
            "Brings a file of the write-ahead log to a server that asks for it.",
            "Exit status 5 when there is no such file; 254 when it is not known whether there is one: then the server stops, and",
            "does not take it for the log's end.",
            "In postgresql.conf: restore_command = '/path/to/zencap wal-fetch %%f %%p'"
        })
final class WalFetchCommand extends SurroundedCommand {
    /** PostgreSQL takes what is above 125 for a reason to stop, and anything else for the end of the log. */
    private static final int STOP = 254;

    @Mixin
    private WalPlace place;

    @Parameters(index = "0", paramLabel = "NAME", description = "The file's name, as PostgreSQL tells it by %%f.")
    private String name;

    @Parameters(index = "1", paramLabel = "TO", description = "Where to, as PostgreSQL tells it by %%p.")
    private Path to;

    WalFetchCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() {
        try (RepositoryPlace opened = place.open(surroundings())) {
            boolean there = archive(opened).fetch(name, place.data().resolve(to));
            return there ? ExitStatus.OK : ExitStatus.NOT_FOUND;
        } catch (IOException | RuntimeException e) {
            Failures.print(
                    Problem.of("The log's " + name + " was not brought", e),
                    surroundings().terminal());
            return STOP;
        }
    }

    private WalFetch archive(RepositoryPlace opened) throws IOException {
        String number = new ClusterFiles(place.data()).systemIdentifier();
        try {
            return new WalFetch(WalArchive.open(
                    opened.repository(), place.baseTarget(surroundings()), number, place.key(surroundings())));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "There is no write-ahead log of cluster " + number + " in " + opened.shown()
                            + ". HINT: check repository and target.",
                    e);
        }
    }
}
