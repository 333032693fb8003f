package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.ServerBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The programs with which a cluster is recovered.
 *
 * @param server the server's programs, of the cluster's major version
 * @param client the client's
 */
public record RecoveryPrograms(ServerBinaries server, ClientTools client) {

    /** With a program that reads the cluster's files: the server's own first, as newer ones may not know its version. */
    ClientTools own(String program) throws IOException {
        return Files.isExecutable(server.bin().resolve(program))
                ? new ClientTools(server.bin(), String.valueOf(server.major()))
                : client;
    }

    /** @throws IOException when there are none of this major version */
    public static RecoveryPrograms find(Optional<Path> server, Optional<Path> client, int major) throws IOException {
        ServerBinaries binaries = server.isPresent()
                ? ServerBinaries.in(server.get())
                : ServerBinaries.onThisMachine(major)
                        .orElseThrow(() -> new IOException("There is no PostgreSQL server of version " + major
                                + " on this machine, and no other reads the cluster's files. HINT: install it (Debian,"
                                + " Ubuntu: apt-get install postgresql-" + major
                                + "), or name the folder of its programs with --server-bin."));
        if (binaries.major() != major) {
            throw new IOException("The server in " + binaries.bin() + " is of version " + binaries.major()
                    + ", and the cluster's files are of version " + major
                    + ". HINT: name the folder of that version's programs with --server-bin.");
        }
        // A server's folder has its client's programs as well, where both come of one distribution.
        boolean together = client.isEmpty()
                && !ClientTools.available(Optional.of(binaries.bin())).isEmpty();
        return new RecoveryPrograms(
                binaries, ClientTools.locate(together ? Optional.of(binaries.bin()) : client, major));
    }
}
