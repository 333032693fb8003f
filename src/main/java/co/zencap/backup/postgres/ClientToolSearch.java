package co.zencap.backup.postgres;

import co.zencap.backup.postgres.ToolCommand.Limits;
import co.zencap.backup.postgres.ToolCommand.Mode;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for folders that hold all of {@link ClientTools#NAMES}, and asks them for their version. */
final class ClientToolSearch {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+\\S*)");
    private static final Limits QUICK = new Limits(Duration.ofSeconds(20), Duration.ZERO);

    private final Path root;
    private final String path;

    ClientToolSearch() {
        this(Path.of("/"), Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin"));
    }

    ClientToolSearch(Path root, String path) {
        this.root = root;
        this.path = path;
    }

    List<ClientTools> candidates(Optional<Path> directory) throws IOException {
        List<ClientTools> found = new ArrayList<>();
        for (Path folder : directory.isPresent() ? Set.of(directory.get()) : usualPlaces()) {
            if (isComplete(folder, directory.isPresent())) {
                found.add(new ClientTools(folder, versionOf(folder)));
            }
        }
        return found;
    }

    private Set<Path> usualPlaces() throws IOException {
        Set<Path> places = new LinkedHashSet<>();
        for (String folder : path.split(File.pathSeparator)) {
            if (folder.startsWith("/")) {
                places.add(Path.of(folder));
            }
        }
        places.addAll(below(root.resolve("usr/lib/postgresql"), "*", "bin"));
        places.addAll(below(root.resolve("usr"), "pgsql-*", "bin"));
        places.addAll(below(root.resolve("usr/libexec"), "postgresql*", ""));
        return places;
    }

    private static List<Path> below(Path parent, String glob, String folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, glob)) {
                children.forEach(child -> found.add(child.resolve(folder)));
            }
        }
        return found;
    }

    private static boolean isComplete(Path folder, boolean named) throws IOException {
        for (String name : ClientTools.NAMES) {
            Path tool = folder.resolve(name);
            if (!Files.isExecutable(tool)) {
                return false;
            }
            // Debian's /usr/bin/pg_dump is a script that picks a version by
            // rules of its own; the real ones lie elsewhere
            if (!named && tool.toRealPath().endsWith("pg_wrapper")) {
                return false;
            }
        }
        return true;
    }

    private static String versionOf(Path folder) throws IOException {
        ToolCommand ask = new ToolCommand(
                folder.resolve("pg_dump"),
                List.of("--version"),
                ClientTools.environment(folder),
                Path.of("/"),
                QUICK,
                Mode.RUN);
        String answer = ToolProcess.run(ask).standardOutput();
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) {
            throw new IOException(ask.executable() + " --version answered something else than a version: "
                    + answer.strip() + "\nHINT: name the folder of PostgreSQL's own programs in BACKUP_PG_BIN.");
        }
        return version.group(1);
    }
}
