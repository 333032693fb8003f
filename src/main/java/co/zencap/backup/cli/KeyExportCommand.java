package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.disk.Private;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.MasterKeyReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the copy of the keys that opens the backups when whoever keeps them is gone. */
@Command(
        name = "export",
        description = {
            "Writes the keys into a new file that only you can read.",
            "The key in force comes first and the older ones below it, 64 hex digits a line. Where the settings refer to AWS KMS or",
            "Vault, the keys are fetched from there. Print the file, or keep it in a safe, apart from the backups and from whoever",
            "keeps the key; then delete it."
        },
        footer = {
            "",
            "With that file the backups open without the service, without AWS KMS and without Vault:",
            "  ./zencap key export --to key",
            "  ./zencap recover --repository s3://bucket/prefix --key-file key --list"
        })
final class KeyExportCommand extends SurroundedCommand {
    @Option(names = "--to", paramLabel = "FILE", required = true, description = "A file that is not there yet.")
    private Path file;

    KeyExportCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        List<String> digits =
                new MasterKeyReader(surroundings().variables(), surroundings().home()).digits();
        if (digits.isEmpty()) {
            throw new IllegalArgumentException("There is no key. HINT: set BACKUP_ENCRYPTION_KEY.");
        }
        Path whole = file.toAbsolutePath();
        try (FileChannel channel = FileChannel.open(
                whole, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), Private.FILE)) {
            ByteBuffer bytes = ByteBuffer.wrap((String.join("\n", digits) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    whole + " is there already, and is left as it is. HINT: name a file that is not there yet.");
        } catch (IOException e) {
            Files.deleteIfExists(whole);
            throw e;
        }
        surroundings()
                .terminal()
                .out()
                .println(whole + " holds the key "
                        + MasterKey.parse(digits.get(0)).id()
                        + (digits.size() == 1 ? "" : " and " + (digits.size() - 1) + " older")
                        + ". Whoever has it can read the backups.");
        return ExitStatus.OK;
    }
}
