package co.zencap.backup.cli;

import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.tls.CertificateFiles;
import co.zencap.backup.tls.ServerCertificate;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For those who start the server by its own script, as the image does: what {@code start} does about HTTPS before. */
@Command(
        name = "prepare-https",
        hidden = true,
        description = "Makes the key store of a server that is started without ./zencap start.")
final class PrepareHttpsCommand extends SurroundedCommand {
    @Parameters(paramLabel = "FOLDER", description = "The server's own folder: its name, below WLP_OUTPUT_DIR.")
    private Path folder;

    PrepareHttpsCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        Optional<CertificateFiles> https =
                CertificateFiles.of(surroundings().variables(), surroundings().home());
        https.ifPresent(files -> ServerCertificate.read(files)
                .requireValid(surroundings().clock().instant()));
        LibertyProcess.prepareHttps(https, folder);
        return ExitStatus.OK;
    }
}
