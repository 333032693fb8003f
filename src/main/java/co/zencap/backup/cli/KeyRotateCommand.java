package co.zencap.backup.cli;

import co.zencap.backup.key.MasterKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the key that encrypts backups. */
@Command(
        name = "rotate",
        description = {
            "Wraps and signs with the key in force all that was made with older ones.",
            "In all repositories: data keys, manifests, legal holds, the write-ahead log's key, the audit trail. No artifact is",
            "touched. At its end everything",
            "was read with the new key alone, and the old keys are named that nothing needs any more.",
            "It may be cut off at any point, and is begun again with the same call; until it ends well, keep the old key."
        },
        footer = {
            "",
            "Exit status 1 when something still needs an old key. Examples:",
            "  ./zencap key rotate --dry-run",
            "  ./zencap key rotate",
            "  ./zencap key rotate --repository s3://bucket/prefix --key-file old --new-key-file new"
        })
final class KeyRotateCommand extends SurroundedCommand {
    @Mixin
    private KeyPlace place;

    @Option(
            names = "--new-key-file",
            paramLabel = "FILE",
            description = "With --repository: a file with the new key, from ./zencap keygen.")
    private Optional<Path> newKeyFile = Optional.empty();

    @Option(names = "--dry-run", description = "Show what would be done; change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the operation as JSON.")
    private boolean json;

    KeyRotateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        var view = new RotationView(surroundings(), json);
        if (!place.isNamed()) {
            if (newKeyFile.isPresent()) {
                throw new IllegalArgumentException(
                        "--new-key-file goes with --repository: the service has its keys from"
                                + " BACKUP_ENCRYPTION_KEY and BACKUP_ENCRYPTION_KEYS_OLD. HINT: set those, and restart it.");
            }
            return place.run(surroundings(), dryRun, view);
        }
        Path file = newKeyFile.orElseThrow(() -> new IllegalArgumentException("The new key is not named."
                + " HINT: ./zencap keygen > new makes one; name it with --new-key-file new."));
        List<MasterKey> fresh = GivenKey.all(file, surroundings());
        if (fresh.size() > 1) {
            throw new IllegalArgumentException(file + " holds several keys, and only one can be the new one."
                    + " HINT: put older ones into the file of --key-file.");
        }
        MasterKey before = place.keys(surroundings());
        var older = new ArrayList<>(List.of(before.alone()));
        older.addAll(before.older());
        return place.run(surroundings(), fresh.get(0).withOlder(older), dryRun, view);
    }
}
