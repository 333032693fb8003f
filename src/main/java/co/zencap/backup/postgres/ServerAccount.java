package co.zencap.backup.postgres;

import co.zencap.backup.disk.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom a server runs: PostgreSQL refuses root. Root gives it to the user {@code nobody}, who then has no rights on
 * our files (restoring a dump runs code of whoever wrote it). Where {@code nobody} cannot get at the folders (a checkout
 * below /root) or does not exist in this container, a user namespace hides from the server that it is root.
 *
 * @param prefix what stands before the command
 * @param owner  whom the data directory has to belong to, when it is somebody else
 */
record ServerAccount(List<String> prefix, Optional<FileOwner> owner) {

    private static final String NOBODY = "nobody";
    /** Named nogroup on Debian, nobody elsewhere; the number is the same. */
    private static final int NOGROUP = 65534;

    static ServerAccount choose(Path bin, Path home) throws IOException {
        if (!isRoot()) {
            return new ServerAccount(List.of(), Optional.empty());
        }
        List<String> tried = new ArrayList<>();
        for (List<String> drop : List.of(
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOGROUP, "--clear-groups", "--"),
                List.of("runuser", "-u", NOBODY, "--"))) {
            if (works(drop, bin, home)) {
                return new ServerAccount(drop, Optional.of(owner(home)));
            }
            tried.add(drop.get(0));
        }
        List<String> namespace = List.of("unshare", "--user", "--map-user=65534", "--map-group=65534", "--");
        if (works(namespace, bin, home)) {
            return new ServerAccount(namespace, Optional.empty());
        }
        tried.add(namespace.get(0));
        throw new IOException(
                "PostgreSQL does not run as root, and the user '" + NOBODY + "' cannot use " + home + " and "
                        + bin + " (tried: " + String.join(", ", tried)
                        + ").\nHINT: run this as an ordinary user, or put it into a"
                        + " folder that everybody may enter (chmod o+x on each folder above it).");
    }

    private static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static FileOwner owner(Path home) throws IOException {
        var accounts = home.getFileSystem().getUserPrincipalLookupService();
        return new FileOwner(
                accounts.lookupPrincipalByName(NOBODY), accounts.lookupPrincipalByGroupName(String.valueOf(NOGROUP)));
    }

    /** Whether a program started so can run the server's programs and enter its home. */
    private static boolean works(List<String> prefix, Path bin, Path home) throws IOException {
        List<String> probe = List.of(
                "sh",
                "-c",
                "test \"$(id -u)\" -ne 0 && test -x \"$1/postgres\" && test -x \"$2\"",
                "sh",
                "" + bin,
                "" + home);
        try {
            Process process = new ProcessBuilder(
                            Stream.concat(prefix.stream(), probe.stream()).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while looking for a user to run PostgreSQL", e);
        } catch (IOException programMissing) {
            return false;
        }
    }

    List<String> command(List<String> command) {
        return Stream.concat(prefix.stream(), command.stream()).toList();
    }
}
