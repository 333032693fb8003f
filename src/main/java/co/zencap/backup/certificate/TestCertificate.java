package co.zencap.backup.certificate;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.files.FileSetIndex;
import co.zencap.backup.files.Pack;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.CertificateKey;
import co.zencap.backup.objective.Compliance;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.settings.Version;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a restoration test certifies.
 *
 * @param id the test's
 * @param service who tested
 * @param issuedAt when it ended
 * @param startedAt when it began
 * @param operation the test, ended
 * @param timings milliseconds that each phase took, in order
 * @param manifest what was restored; empty when no backup could be opened
 * @param repository where it was read from
 * @param report what was compared, by the step that did it
 * @param objectives how the test stands with those that it tells of
 * @param differences what differed, one sentence each
 */
public record TestCertificate(
        String id,
        Service service,
        Instant issuedAt,
        Instant startedAt,
        Operation operation,
        Map<String, Long> timings,
        Optional<Manifest> manifest,
        String repository,
        Map<String, Object> report,
        List<Compliance> objectives,
        List<String> differences) {
    private static final int FORMAT_VERSION = 1;

    /**
     * Who tested.
     *
     * @param name the service's, as the id of its target
     * @param node which of its nodes
     */
    public record Service(String name, String node) {}

    /** The file's text; signed when there is a key. */
    public String text(Optional<CertificateKey> key) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("certificate", "restoration test").put("formatVersion", FORMAT_VERSION);
        document.put("id", id)
                .put("issuedAt", issuedAt.toString())
                .put("issuedBy", "ZenCap Backup " + Version.current());
        document.putObject("service")
                .put("name", service.name())
                .put("node", service.node())
                .put("version", Version.current());
        document.put("verdict", operation.problem() == null ? "passed" : "failed");
        ObjectNode test = document.putObject("test");
        test.set("type", Json.MAPPER.valueToTree(operation.result().get("testType")));
        test.put("operationId", operation.id()).put("startedAt", startedAt.toString());
        test.put("seconds", Duration.between(startedAt, issuedAt).toMillis() / 1e3);
        test.set("phasesMillis", Json.MAPPER.valueToTree(timings));
        manifest.ifPresent(m -> describe(m, document.putObject("backup")));
        document.set("compared", Json.MAPPER.valueToTree(report));
        document.set("objectives", Json.MAPPER.valueToTree(objectives));
        document.set("differences", Json.MAPPER.valueToTree(differences));
        if (operation.problem() != null) {
            document.put("problem", operation.problem().sentence());
        }
        return SignedCertificate.write(document, key);
    }

    private void describe(Manifest backup, ObjectNode node) {
        node.put("id", backup.id().value()).put("target", backup.target());
        node.put("kind", backup.kind().word())
                .put("createdAt", backup.createdAt().toString());
        backup.source().ifPresent(source -> node.putObject("source")
                .put("database", source.database())
                .put("serverVersion", source.serverVersion())
                .put("snapshotTime", source.snapshotTime().toString()));
        node.put("repository", repository);
        ArrayNode objects = node.putArray("restoredFrom");
        for (Artifact artifact : backup.artifacts()) {
            add(objects, backup.folder() + artifact.name(), artifact.storedBytes(), artifact.sha256());
        }
        for (FileSetIndex set : backup.fileSets()) {
            for (Pack pack : set.packs()) {
                if (!pack.backupId().equals(backup.id().value())) {
                    add(objects, pack.key(), pack.storedBytes(), pack.sha256());
                }
            }
        }
    }

    private static void add(ArrayNode objects, String key, long bytes, String sha256) {
        objects.addObject().put("key", key).put("bytes", bytes).put("sha256", sha256);
    }
}
