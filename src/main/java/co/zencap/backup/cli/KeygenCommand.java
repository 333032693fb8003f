package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.custody.KmsKeys;
import co.zencap.backup.custody.KmsReference;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.CustodyReader;
import co.zencap.backup.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes keys. */
@Command(
        name = "keygen",
        description = "Prints a new random key: 64 hex digits.",
        footer = {
            "",
            "Examples:",
            "  echo \"BACKUP_ENCRYPTION_KEY=$(./zencap keygen)\" >> .env.local",
            "  echo \"BACKUP_ENCRYPTION_KEY=$(./zencap keygen --aws-kms alias/backups)\" >> .env.local",
            "  ./zencap keygen | vault kv put secret/zencap master-key=-"
        })
final class KeygenCommand extends SurroundedCommand {
    @Option(names = "--admin", description = "A key for the API (ADMIN_API_KEY) rather than for the backups.")
    private boolean admin;

    @Option(
            names = "--aws-kms",
            paramLabel = "KEY",
            description = {
                "Has AWS KMS encrypt the new key with this key of its own (id, ARN or alias), and prints what to set in its",
                "place; the key itself is shown to nobody. Needs kms:Encrypt."
            })
    private Optional<String> kms = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "With --aws-kms: encrypt the key in this file rather than a new one.")
    private Optional<Path> keyFile = Optional.empty();

    KeygenCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        if (kms.isEmpty() ? keyFile.isPresent() : admin) {
            throw new IllegalArgumentException(
                    "Only a key for backups is encrypted by AWS KMS. HINT: --key-file goes with --aws-kms, --admin with"
                            + " neither.");
        }
        Terminal terminal = surroundings().terminal();
        if (kms.isPresent()) {
            return sealed(kms.get(), terminal);
        }
        terminal.out().println(MasterKey.generate());
        terminal.err()
                .println(
                        admin
                                ? "Keep it as ADMIN_API_KEY in .env.local (chmod 600) or your secret store; callers of the API show it."
                                : "Keep it as BACKUP_ENCRYPTION_KEY in .env.local (chmod 600) or your secret store, and a copy"
                                        + " apart from the backups: without it nobody can restore them, not even you.");
        return ExitStatus.OK;
    }

    private int sealed(String name, Terminal terminal) throws IOException {
        var settings =
                new CustodyReader(surroundings().variables(), surroundings().home()).kms();
        String digits = keyFile.isPresent() ? digits(keyFile.get()) : MasterKey.generate();
        MasterKey key = MasterKey.parse(digits);
        KmsReference reference;
        try (KmsKeys keys = new KmsKeys(settings, name)) {
            reference = keys.seal(name, digits);
        }
        terminal.out().println(reference.text());
        terminal.err()
                .println("Set it as BACKUP_ENCRYPTION_KEY; it is no secret. It stands for the master key " + key.id()
                        + ", which nobody can use without " + reference.key()
                        + ". Then keep a copy of the master key itself apart from AWS and the backups: ./zencap key export"
                        + " --to FILE.");
        return ExitStatus.OK;
    }

    private static String digits(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "There is no key file " + file.toAbsolutePath() + ". HINT: it holds the 64 hex digits of the key.");
        }
        return Files.readString(file).strip();
    }
}
