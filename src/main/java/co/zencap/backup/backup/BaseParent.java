package co.zencap.backup.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The base backup that an incremental one builds on.
 *
 * @param manifest its own
 * @param list PostgreSQL's list of its files, in a file
 */
record BaseParent(Manifest manifest, Path list) {

    /** All that the incremental one needs beside itself, the full one first. */
    List<Borrowed> chain() {
        Borrowed own =
                Borrowed.of(manifest, manifest.artifact(Artifact.Role.BASE).orElseThrow());
        return Stream.concat(manifest.base().orElseThrow().chain().stream(), Stream.of(own))
                .toList();
    }
}
