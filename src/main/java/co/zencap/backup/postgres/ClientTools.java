package co.zencap.backup.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's client programs, all from one folder and of one version.
 *
 * @param directory where pg_dump, pg_dumpall, pg_restore and psql lie
 * @param version   as {@code pg_dump --version} tells it, for example {@code 15.18}
 */
public record ClientTools(Path directory, String version) {

    static final List<String> NAMES = List.of("pg_dump", "pg_dumpall", "pg_restore", "psql");

    /**
     * Finds the programs to use for a server: of its own major version if there are any, else of the next newer one (a
     * dump made by a newer major may set things that an older server does not know; an older one refuses to dump).
     *
     * @param directory   where to look, and nowhere else ({@code BACKUP_PG_BIN}); empty searches PATH and the usual places
     * @param serverMajor for example 15
     * @throws IOException when there are none, or only older ones; says what to install
     */
    public static ClientTools locate(Optional<Path> directory, int serverMajor) throws IOException {
        return choose(new ClientToolSearch().candidates(directory), directory, serverMajor);
    }

    /** Every usable set of programs, for a report of what is there. */
    public static List<ClientTools> available(Optional<Path> directory) throws IOException {
        return new ClientToolSearch().candidates(directory);
    }

    static ClientTools choose(List<ClientTools> found, Optional<Path> directory, int serverMajor) throws IOException {
        String place = directory.map(Path::toString).orElse("PATH, /usr/lib/postgresql/*/bin or /usr/pgsql-*/bin");
        String remedy = "\nHINT: install PostgreSQL's client programs of version " + serverMajor
                + " or newer (Debian, Ubuntu: apt-get install postgresql-client-" + serverMajor
                + "; Fedora, RHEL: dnf install postgresql; Alpine: apk add postgresql" + serverMajor
                + "-client), or name their folder in BACKUP_PG_BIN.";
        if (found.isEmpty()) {
            throw new IOException("PostgreSQL's client programs (" + String.join(", ", NAMES) + ") are not in " + place
                    + "." + remedy);
        }
        return found.stream()
                .filter(tools -> tools.major() >= serverMajor)
                .min((a, b) -> a.major() != b.major()
                        ? Integer.compare(a.major(), b.major())
                        : Integer.compare(b.minor(), a.minor()))
                .orElseThrow(() -> new IOException("The client programs in " + place + " are of version "
                        + String.join(
                                ", ",
                                found.stream()
                                        .map(ClientTools::version)
                                        .distinct()
                                        .toList())
                        + ", the server is of version " + serverMajor + ": an older pg_dump refuses a newer server."
                        + remedy));
    }

    public int major() {
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }

    /** 18 for 15.18; 0 where the version names none (a beta). */
    public int minor() {
        String[] parts = version.split("\\.");
        return parts.length > 1 && parts[1].matches("\\d+") ? Integer.parseInt(parts[1]) : 0;
    }

    public Path pgDump() {
        return directory.resolve("pg_dump");
    }

    public Path pgDumpall() {
        return directory.resolve("pg_dumpall");
    }

    public Path pgRestore() {
        return directory.resolve("pg_restore");
    }

    public Path psql() {
        return directory.resolve("psql");
    }

    /**
     * What the programs need beside the connection: the folder of their libraries where a distribution's package lies
     * unpacked in another place than the root, {@code X/usr/lib/postgresql/15/bin} beside {@code X/usr/lib/*}.
     */
    public Map<String, String> environment() throws IOException {
        return environment(directory);
    }

    static Map<String, String> environment(Path directory) throws IOException {
        Path bin = directory.toAbsolutePath().normalize();
        Path lib = bin.getNameCount() > 5 ? bin.getParent().getParent().getParent() : bin.getRoot();
        if (!lib.endsWith("usr/lib") || lib.equals(Path.of("/usr/lib"))) {
            return Map.of();
        }
        try (Stream<Path> below = Files.list(lib)) {
            List<String> folders = Stream.concat(Stream.of(lib), below.filter(Files::isDirectory))
                    .filter(folder -> Files.exists(folder.resolve("libpq.so.5")))
                    .map(Path::toString)
                    .toList();
            return folders.isEmpty() ? Map.of() : Map.of("LD_LIBRARY_PATH", String.join(":", folders));
        }
    }
}
