package co.zencap.backup.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lets the launcher find what was stored ahead, so that it answers the server's call without starting Java: by a link that
 * has the launcher's name for all on which the place of what is stored depends.
 */
final class StoredAhead {
    private static final String LINK = "call-";

    private StoredAhead() {}

    /**
     * Makes the link, where there is something to find.
     *
     * @param all the folder of all links
     * @param done what was stored ahead
     * @param call as the launcher names its call; empty where it names none
     * @return why it can't be made, which is no reason for the server to hand over again what is stored
     */
    static Optional<String> tell(Path all, Path done, String call) {
        if (!call.matches("[0-9a-f]{64}") || !Files.isDirectory(done)) {
            return Optional.empty();
        }
        try {
            link(all, done, call);
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("NOTE: No link can be made in " + all + ", so that each call starts Java: " + e
                    + ". HINT: put BACKUP_WORK_DIR on a file system with symbolic links.");
        }
    }

    private static void link(Path all, Path done, String call) throws IOException {
        Path link = all.resolve(LINK + call);
        Path name = done.getFileName();
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(name)) {
            return;
        }
        // Those of before settings were changed
        for (Path old : links(all)) {
            if (old.equals(link) || Files.readSymbolicLink(old).equals(name)) {
                Files.deleteIfExists(old);
            }
        }
        try {
            Files.createSymbolicLink(link, name);
        } catch (FileAlreadyExistsException e) {
            return; // another call was quicker, and means the same
        }
    }

    private static List<Path> links(Path all) throws IOException {
        try (Stream<Path> files = Files.list(all)) {
            return files.filter(file -> file.getFileName().toString().startsWith(LINK))
                    .filter(Files::isSymbolicLink)
                    .toList();
        }
    }
}
