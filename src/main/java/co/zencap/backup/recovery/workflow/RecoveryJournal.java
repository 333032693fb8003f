package co.zencap.backup.recovery.workflow;

import co.zencap.backup.disk.Private;
import co.zencap.backup.disk.WholeFile;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of recoveries on this machine, a file each: the catalog may lie in the very database that is recovered, or be
 * lost with it.
 */
public final class RecoveryJournal {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryJournal.class);
    private static final String ENDING = ".json";

    private final Path folder;

    /** @param folder made when it is needed */
    public RecoveryJournal(Path folder) {
        this.folder = folder;
    }

    /** Replaces what is there of it; a crash leaves the one or the other. */
    void write(RecoveryRecord record) throws IOException {
        Private.folder(folder);
        WholeFile.replace(file(record.id()), Json.MAPPER.writeValueAsBytes(record));
    }

    /** All of them, in no order; one that can't be read is told of and passed over. */
    List<RecoveryRecord> all() throws IOException {
        var all = new ArrayList<RecoveryRecord>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(ENDING)).toList()) {
                    read(file).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    Optional<RecoveryRecord> find(String id) throws IOException {
        return all().stream().filter(record -> record.id().equals(id)).findFirst();
    }

    private static Optional<RecoveryRecord> read(Path file) throws IOException {
        try {
            return Optional.of(Json.MAPPER.readValue(Files.readAllBytes(file), RecoveryRecord.class));
        } catch (JsonProcessingException e) {
            LOG.warn("{} is no record of a recovery and is passed over: {}", file, e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }
}
