package co.zencap.backup.testing;

import co.zencap.backup.postgres.ClientTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Folders of PostgreSQL's client programs that are scripts, and call the real ones. */
public final class PgDumpScript {
    private PgDumpScript() {}

    /**
     * With a {@code pg_dump} of one's own.
     *
     * @param commands of a shell, for which {@code pg_dump} and {@code psql} are the real ones; {@code "$@"} are the
     *     arguments
     */
    public static Path in(Path folder, String commands) throws IOException {
        Path real = ClientTools.locate(Optional.empty(), 15).directory();
        Files.createDirectory(folder);
        for (String name : List.of("pg_dumpall", "pg_restore", "psql")) {
            script(folder.resolve(name), "exec " + real + "/" + name + " \"$@\"");
        }
        script(
                folder.resolve("pg_dump"),
                "PATH=" + real + ":$PATH\n[ \"$1\" != --version ] || exec pg_dump --version\n" + commands);
        return folder;
    }

    /** They reach every server at one address, whatever name it has. */
    public static Path withoutNames(Path folder, String address) throws IOException {
        Path real = ClientTools.locate(Optional.empty(), 15).directory();
        Files.createDirectories(folder);
        for (String name : List.of("pg_dump", "pg_dumpall", "pg_restore", "psql")) {
            script(folder.resolve(name), "PGHOSTADDR=" + address + " exec " + real + "/" + name + " \"$@\"");
        }
        return folder;
    }

    private static void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
