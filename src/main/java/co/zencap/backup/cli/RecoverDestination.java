package co.zencap.backup.cli;

import co.zencap.backup.postgres.PasswordLookup;
import co.zencap.backup.postgres.PostgresUrl;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which database is recovered, and the way to its password, which never stands in a command line: all users see those. */
final class RecoverDestination {
    private static final String VARIABLE = "RECOVERY_POSTGRES_URL";

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = {
                "The database: postgresql://user@host:5432/database, without the password, which comes from",
                "PGPASSWORD, PGPASSFILE or ~/.pgpass, or is asked for."
            })
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--to-file",
            paramLabel = "FILE",
            description = "A file with the whole URL, password included; or set " + VARIABLE + " to it.")
    private Optional<Path> file = Optional.empty();

    boolean isGiven(Surroundings surroundings) {
        return to.isPresent()
                || file.isPresent()
                || variable(surroundings, VARIABLE).isPresent();
    }

    /** As it may be shown, for the next command. */
    String shown(PostgresUrl url) {
        return to.isPresent() || file.isEmpty() ? "--to '" + url.redacted() + "'" : "--to-file " + file.get();
    }

    PostgresUrl url(Surroundings surroundings) throws IOException {
        if (to.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException("Both --to and --to-file name a database. HINT: give one of them.");
        }
        if (to.isPresent()) {
            PostgresUrl url = PostgresUrl.parse(to.get());
            if (url.password().isPresent()) {
                throw new IllegalArgumentException(
                        "The URL of --to holds a password, which every user of this machine can"
                                + " read there. HINT: leave it out and set PGPASSWORD or PGPASSFILE, or put the whole URL into "
                                + VARIABLE + " or a file (--to-file).");
            }
            return withPassword(url, surroundings);
        }
        String text = file.isPresent()
                ? Files.readString(file.get()).strip()
                : variable(surroundings, VARIABLE)
                        .orElseThrow(() -> new IllegalArgumentException("No database to recover is named. HINT: give"
                                + " --to postgresql://user@host:5432/database (the password by PGPASSWORD or PGPASSFILE),"
                                + " --to-file, or " + VARIABLE + "."));
        return withPassword(PostgresUrl.parse(text), surroundings);
    }

    private static PostgresUrl withPassword(PostgresUrl url, Surroundings surroundings) throws IOException {
        if (url.password().isPresent()) {
            return url;
        }
        Optional<String> password = variable(surroundings, "PGPASSWORD");
        if (password.isEmpty()) {
            Path passwords = variable(surroundings, "PGPASSFILE")
                    .map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".pgpass"));
            password = PasswordLookup.find(passwords, url);
        }
        Console console = System.console();
        if (password.isEmpty() && console != null) {
            char[] typed = console.readPassword("Password for %s (empty: none): ", url.redacted());
            password = Optional.ofNullable(typed).map(String::new).filter(p -> !p.isEmpty());
        }
        return password.map(url::withPassword).orElse(url);
    }

    private static Optional<String> variable(Surroundings surroundings, String name) {
        return Optional.ofNullable(surroundings.environment().get(name)).filter(value -> !value.isBlank());
    }
}
