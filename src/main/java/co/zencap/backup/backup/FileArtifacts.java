package co.zencap.backup.backup;

import co.zencap.backup.backup.Artifact.Role;
import co.zencap.backup.files.FilePacking;
import co.zencap.backup.files.FileSet;
import co.zencap.backup.key.DataKey;
import co.zencap.backup.repository.LocalRepository.Stored;
import co.zencap.backup.stream.CompressedPayload;
import co.zencap.backup.stream.EncryptedPayload;
import co.zencap.backup.stream.ObservedPayload;
import co.zencap.backup.stream.Payload;
import java.io.IOException;

/** The artifacts of one file set in a backup: compressed, encrypted and stored like dumps, several at a time. */
final class FileArtifacts implements FilePacking.Store {
    private final BackupRun run;
    private final FileSet set;

    FileArtifacts(BackupRun run, FileSet set) {
        this.run = run;
        this.set = set;
    }

    @Override
    public String packName(int number) {
        return Role.PACK.artifactName(run.dataKey().isPresent(), set.id(), number);
    }

    @Override
    public String indexName() {
        return Role.INDEX.artifactName(run.dataKey().isPresent(), set.id());
    }

    @Override
    public Stored pack(int number, Payload tar) throws IOException {
        return store(packName(number), Role.PACK, tar);
    }

    @Override
    public void index(Payload lines) throws IOException {
        store(indexName(), Role.INDEX, lines);
    }

    private Stored store(String name, Role role, Payload content) throws IOException {
        var plainBytes = new PlainBytes();
        Payload measured = new ObservedPayload(content, plainBytes::count);
        // One thread each: packs are compressed side by side already.
        Payload payload = new CompressedPayload(measured, run.performance().compressionLevel(), 0);
        if (run.dataKey().isPresent()) {
            byte[] associatedData = DataKey.associatedData(run.id().value(), name);
            payload = new EncryptedPayload(payload, run.dataKey().get().cipher(), associatedData);
        }
        Stored stored = run.staged().write(name, payload);
        run.add(new Artifact(name, role, plainBytes.count(), stored.size(), stored.sha256()));
        return stored;
    }
}
