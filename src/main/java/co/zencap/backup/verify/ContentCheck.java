package co.zencap.backup.verify;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.files.FileIndex;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.IndexCheck;
import co.zencap.backup.files.PackCheck;
import co.zencap.backup.postgres.archive.ArchiveReader;
import co.zencap.backup.postgres.archive.Difference;
import co.zencap.backup.postgres.archive.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Whether what is in an artifact is what the manifest says. */
final class ContentCheck {
    private ContentCheck() {}

    /**
     * Reads an artifact's content as far as it has a form.
     *
     * @param plain decrypted and decompressed; not closed
     * @return empty for an artifact without a form of its own
     * @throws IOException when the content is malformed
     */
    static Optional<Check> of(Manifest manifest, Artifact artifact, InputStream plain) throws IOException {
        return switch (artifact.role()) {
            case DATABASE -> Optional.of(database(manifest, artifact, plain));
            case PACK -> Optional.of(
                    new Check(artifact.name() + " content", true, PackCheck.read(plain) + " pieces, each as its name"));
            case INDEX -> Optional.of(index(manifest, artifact, plain));
            case GLOBALS, STRUCTURE, BASE, BASE_LIST -> Optional.empty();
        };
    }

    private static Check database(Manifest manifest, Artifact artifact, InputStream plain) throws IOException {
        String name = artifact.name() + " content";
        Fingerprint found = new ArchiveReader(plain).read().fingerprint();
        if (manifest.fingerprint().isEmpty()) {
            return new Check(name, true, "archive is whole; no fingerprint was taken");
        }
        Fingerprint expected = manifest.fingerprint().get();
        List<Difference> differences = expected.differences(found);
        return differences.isEmpty()
                ? new Check(
                        name,
                        true,
                        Figures.content(expected.tables().size(), expected.totalRows()) + " as in the manifest"
                                + (expected.countsOnly() ? "; only counts were compared, not their content" : ""))
                : new Check(name, false, Difference.sentences(differences));
    }

    private static Check index(Manifest manifest, Artifact artifact, InputStream plain) throws IOException {
        FileSetIndex description = manifest.fileSets().stream()
                .filter(set -> set.index().equals(artifact.name()))
                .findFirst()
                .orElseThrow(() -> new IOException("The manifest describes no file set of " + artifact.name()));
        IndexCheck.read(new FileIndex(new Unclosed(plain)), description);
        return new Check(
                artifact.name() + " content",
                true,
                Figures.count(description.files(), "file") + ", " + Figures.bytes(description.bytes()));
    }
}
