package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.recovery.standalone.RepositoryPlace;
import co.zencap.backup.wal.ClusterFiles;
import co.zencap.backup.wal.WalArchive;
import co.zencap.backup.wal.WalPush;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** For {@code archive_command}. */
@Command(
        name = "wal-push",
        description = {
            "Stores a file of the write-ahead log, for servers on which nobody may replicate.",
            "Exit status 0 only when it is in the repository. The same file again is fine; another content under the same name is",
            "refused.",
            "In postgresql.conf: archive_mode = on, archive_timeout = 60, archive_command = '/path/to/zencap wal-push %%p'"
        })
final class WalPushCommand extends SurroundedCommand {
    @Mixin
    private WalPlace place;

    @Parameters(paramLabel = "FILE", description = "The file, as PostgreSQL names it by %%p.")
    private Path file;

    WalPushCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var cluster = new ClusterFiles(place.data());
        String number = cluster.systemIdentifier();
        String baseTarget = place.baseTarget(surroundings());
        Path all = surroundings()
                .home()
                .resolve(surroundings().variables().getOrDefault("BACKUP_WORK_DIR", ".zencap/work"))
                .resolve("wal-pushed");
        try (RepositoryPlace opened = place.openToStore(surroundings())) {
            // What one repository has got ahead of its turn says nothing of another.
            Path done = all.resolve(DigestUtils.sha256Hex(String.join("\n", opened.shown(), baseTarget, number)));
            new WalPush(
                            () -> WalArchive.openOrBegin(
                                    opened.repository(), baseTarget, number, place.key(surroundings())),
                            cluster,
                            done)
                    .push(place.data().resolve(file));
            StoredAhead.tell(all, done, surroundings().environment().getOrDefault("ZENCAP_CALL", ""))
                    .ifPresent(why -> surroundings().terminal().err().println(why));
        }
        return ExitStatus.OK;
    }
}
