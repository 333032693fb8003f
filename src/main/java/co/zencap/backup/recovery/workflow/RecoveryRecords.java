package co.zencap.backup.recovery.workflow;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.RecoveryQueries;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All records of recoveries: those of this machine's files, and those of the catalog while it is there. */
public final class RecoveryRecords {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryRecords.class);

    private static final BinaryOperator<RecoveryRecord> NEWER = (a, b) -> a.revision() >= b.revision() ? a : b;

    private final RecoveryJournal journal;
    private final RecoveryQueries catalog;
    private final String service;

    /** @param service whose recoveries these are */
    public RecoveryRecords(RecoveryJournal journal, RecoveryQueries catalog, String service) {
        this.journal = journal;
        this.catalog = catalog;
        this.service = service;
    }

    /** Writes one to its file, and gives what the catalog has to know. */
    CatalogEntry write(RecoveryRecord record) throws IOException {
        return write(record, null);
    }

    /** The same with what it certifies. */
    CatalogEntry write(RecoveryRecord record, String certificate) throws IOException {
        journal.write(record);
        return entry(record, certificate);
    }

    CatalogEntry entry(RecoveryRecord record, String certificate) {
        return CatalogEntry.entry(
                "record-recovery",
                "id",
                record.id(),
                "service",
                service,
                "operationId",
                record.operationId(),
                "type",
                record.type().word(),
                "target",
                record.target(),
                "database",
                record.database(),
                "backupId",
                record.backup().id(),
                "state",
                record.state().name().toLowerCase(Locale.ROOT),
                "step",
                record.step().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                "startedAt",
                record.startedAt(),
                "endedAt",
                record.endedAt(),
                "revision",
                record.revision(),
                "record",
                CatalogEntry.json(record),
                "certificate",
                certificate);
    }

    /** The newest, the newest first. */
    public List<RecoveryRecord> latest(int limit) throws IOException {
        return merged(known(() -> catalog.latest(limit))).stream().limit(limit).toList();
    }

    /** One, by its own or its operation's id. */
    public Optional<RecoveryRecord> find(String id) throws IOException {
        return merged(known(() -> catalog.find(id).stream().toList())).stream()
                .filter(record -> record.id().equals(id) || record.operationId().equals(id))
                .findFirst();
    }

    /** Those that nobody has ended, on any machine. */
    List<RecoveryRecord> running() throws IOException {
        Map<String, RecoveryRecord> all = ours();
        known(catalog::running).forEach(record -> all.merge(record.id(), record, NEWER));
        return running(all);
    }

    /** Those of this machine that nobody has ended. */
    public List<RecoveryRecord> unended() throws IOException {
        return running(ours());
    }

    private Map<String, RecoveryRecord> ours() throws IOException {
        var ours = new HashMap<String, RecoveryRecord>();
        journal.all().stream().filter(RecoveryRecord::isRunning).forEach(record -> ours.put(record.id(), record));
        for (String id : List.copyOf(ours.keySet())) {
            // another machine may have ended it
            known(() -> catalog.find(id).stream().toList()).forEach(record -> ours.merge(id, record, NEWER));
        }
        return ours;
    }

    private static List<RecoveryRecord> running(Map<String, RecoveryRecord> all) {
        return all.values().stream()
                .filter(RecoveryRecord::isRunning)
                .sorted(Comparator.comparing(RecoveryRecord::startedAt))
                .toList();
    }

    /** Whether this machine has done it. */
    boolean isOfThisMachine(RecoveryRecord record) throws IOException {
        return journal.find(record.id()).isPresent();
    }

    /** What one certifies, byte for byte. */
    public Optional<String> certificate(String id) {
        return catalog.certificate(id);
    }

    private List<RecoveryRecord> merged(List<RecoveryRecord> ofCatalog) throws IOException {
        Map<String, RecoveryRecord> all = new HashMap<>();
        journal.all().forEach(record -> all.put(record.id(), record));
        ofCatalog.forEach(record -> all.merge(record.id(), record, NEWER));
        return all.values().stream()
                .sorted(Comparator.comparing(RecoveryRecord::startedAt).reversed())
                .toList();
    }

    /** On the worst day the catalog is lost as well. */
    private static List<RecoveryRecord> known(Supplier<List<String>> question) {
        try {
            return question.get().stream().map(RecoveryRecords::parse).toList();
        } catch (RuntimeException e) {
            LOG.warn(
                    "The catalog is away, recoveries are told as far as this machine's files know them: {}",
                    e.getMessage());
            return List.of();
        }
    }

    private static RecoveryRecord parse(String json) {
        try {
            return Json.MAPPER.readValue(json, RecoveryRecord.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The catalog holds a recovery that this program did not write", e);
        }
    }
}
