package co.zencap.backup.runtime;

import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells the nodes of a service apart: the machine's name and the work folder, the same after a restart. */
final class NodeName {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private NodeName() {}

    static String of(Settings settings) throws IOException {
        return Files.readString(HOST).strip() + ":"
                + settings.workDir().toAbsolutePath().normalize();
    }
}
