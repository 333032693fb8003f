package co.zencap.backup.testing;

import co.zencap.backup.postgres.ClientTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** A folder of PostgreSQL's client programs in which {@code pg_dump} is a script; the others are the real ones. */
public final class PgDumpScript {
    private PgDumpScript() {}

    /** @param commands of a shell, for which {@code pg_dump} and {@code psql} are the real ones; {@code "$@"} are the arguments */
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

    private static void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
