package co.zencap.backup.restore;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.postgres.ClientTools;
import co.zencap.backup.postgres.PostgresCommands;
import co.zencap.backup.postgres.ToolCommand;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What this machine restores with.
 *
 * @param postgresBin where pg_restore and its kin are; empty: looked for in the usual places
 * @param workDir private scratch space
 * @param limits when a program is ended
 * @param jobs connections that pg_restore and the comparison use
 */
public record RestoreTools(Optional<Path> postgresBin, Path workDir, ToolCommand.Limits limits, int jobs) {

    public static RestoreTools of(Settings settings) {
        return new RestoreTools(
                settings.postgresBin(),
                settings.workDir(),
                settings.toolLimits(),
                settings.performance().restoreJobs());
    }

    /**
     * Not older than the pg_dump that wrote the archive, whose format pg_restore has to know. The server that takes it in may
     * be newer than the programs: other than pg_dump, pg_restore and psql refuse no server, they send what the archive and we
     * say; and a newer pg_restore would say nothing else. What the server then does not take fails the restore.
     */
    public PostgresCommands commands(Manifest backup) throws IOException {
        return commands(backup.tools().pgDumpMajor());
    }

    /** Not older than a server, so that it can be dumped as well. */
    public PostgresCommands commands(int major) throws IOException {
        return new PostgresCommands(ClientTools.locate(postgresBin, major), workDir);
    }
}
