package co.zencap.backup.certificate;

import co.zencap.backup.backup.Manifest;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.CertificateKey;
import co.zencap.backup.settings.Version;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The account of a recovery, for whoever has to explain it later.
 *
 * @param id the recovery's
 * @param service who recovered
 * @param type what was recovered
 * @param operationId under which
 * @param database the name that applications use; null where it was files alone
 * @param keptAs where what was live before is; empty where nothing was
 * @param backups what was restored; the one with the database comes first
 * @param timeline when each step was begun, in order
 * @param usableAt when the recovered database had answered
 * @param compared what was compared with the backup, in figures
 * @param objectives how the recovery stands with them
 * @param notes what a person should know, one sentence each
 */
public record RecoveryCertificate(
        String id,
        TestCertificate.Service service,
        String type,
        String operationId,
        String database,
        Optional<String> keptAs,
        List<Restored> backups,
        List<Event> timeline,
        Instant usableAt,
        Map<String, Object> compared,
        List<Reached> objectives,
        List<String> notes) {
    private static final int FORMAT_VERSION = 1;

    /**
     * A backup, and what of it was restored.
     *
     * @param repository where it was read from
     * @param database whether its database was
     * @param sets the file sets that were
     */
    public record Restored(Manifest manifest, String repository, boolean database, List<String> sets) {
        /** As of when it shows what it holds. */
        private Instant shows() {
            return manifest.source().map(Manifest.Source::snapshotTime).orElse(manifest.createdAt());
        }
    }

    /** When something was begun. */
    public record Event(String step, Instant at) {}

    /**
     * How it stands with one objective.
     *
     * @param name recovery time or recovery point
     * @param reached how long it took, or of how long the changes were lost
     * @param objective the limit that the operator has set
     */
    public record Reached(String name, Duration reached, Duration objective) {
        public boolean isMet() {
            return reached.compareTo(objective) <= 0;
        }
    }

    /** The file's text; signed when there is a key. */
    public String text(Optional<CertificateKey> key) {
        ObjectNode document = Json.MAPPER.createObjectNode();
        document.put("certificate", "recovery").put("formatVersion", FORMAT_VERSION);
        document.put("id", id)
                .put("issuedAt", usableAt.toString())
                .put("issuedBy", "ZenCap Backup " + Version.current());
        document.putObject("service")
                .put("name", service.name())
                .put("node", service.node())
                .put("version", Version.current());
        document.put("type", type).put("operationId", operationId);
        if (database != null) {
            document.put("database", database);
        }
        keptAs.ifPresent(name -> document.put("keptAs", name));
        describe(backups.get(0), document.putObject("backup"));
        if (backups.stream().anyMatch(each -> !each.sets().isEmpty())) {
            ArrayNode files = document.putArray("files");
            backups.forEach(each ->
                    each.sets().forEach(set -> describe(each, files.addObject().put("set", set))));
        }
        ArrayNode events = document.putArray("timeline");
        timeline.forEach(event -> events.addObject()
                .put("step", event.step())
                .put("at", event.at().toString()));
        events.addObject().put("step", "usable").put("at", usableAt.toString());
        document.set("compared", Json.MAPPER.valueToTree(compared));
        ArrayNode reached = document.putArray("objectives");
        objectives.forEach(each -> reached.addObject()
                .put("name", each.name())
                .put("reachedSeconds", each.reached().toMillis() / 1e3)
                .put("objectiveSeconds", each.objective().toSeconds())
                .put("met", each.isMet()));
        document.putObject("lost")
                .put(
                        "changesFrom",
                        backups.stream()
                                .map(Restored::shows)
                                .min(Comparator.naturalOrder())
                                .orElseThrow()
                                .toString())
                .put("changesUntil", timeline.get(0).at().toString());
        document.set("notes", Json.MAPPER.valueToTree(notes));
        return SignedCertificate.write(document, key);
    }

    private static void describe(Restored restored, ObjectNode backup) {
        Manifest manifest = restored.manifest();
        backup.put("id", manifest.id().value())
                .put("target", manifest.target())
                .put("repository", restored.repository())
                .put("snapshotTime", restored.shows().toString());
        manifest.source().ifPresent(source -> backup.put("serverVersion", source.serverVersion()));
    }
}
