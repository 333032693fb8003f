package co.zencap.backup.cli;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.files.FileRestore.Restored;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.recovery.database.DatabaseRecovery;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.RecoveryState;
import co.zencap.backup.recovery.database.Verified;
import co.zencap.backup.recovery.files.FilesVerified;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.recovery.standalone.StandaloneFiles;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is planned or came of a recovery; its fields are the members of the command's JSON. */
@JsonInclude(JsonInclude.Include.NON_NULL)
final class RecoverResult {
    @JsonProperty
    private final String repository;

    @JsonProperty
    private final Map<String, Object> backup;

    @JsonProperty
    private final List<String> passedOver;

    @JsonProperty
    private String database;

    @JsonProperty
    private String recoveryId;

    @JsonProperty
    private final List<PreflightCheck> checks = new ArrayList<>();

    @JsonProperty
    private Verified verified;

    /** The name of what was replaced; null when there was nothing. */
    @JsonProperty
    private String keptAs;

    @JsonProperty
    private String filesIn;

    @JsonProperty
    private List<Restored> files;

    @JsonProperty
    private List<FilesVerified> filesVerified;

    /** The folder in which what was replaced is kept; null when there was nothing. */
    @JsonProperty
    private String filesKeptIn;

    @JsonProperty
    private final List<String> notes = new ArrayList<>();

    @JsonProperty
    private Map<String, Long> timingsMillis;

    @JsonIgnore
    private final Manifest manifest;

    @JsonIgnore
    private String destination;

    RecoverResult(String repository, Manifest manifest, List<String> passedOver, List<String> leftAside) {
        this.repository = repository;
        this.manifest = manifest;
        this.passedOver = passedOver;
        this.backup = backup(manifest);
        this.notes.addAll(leftAside);
        manifest.safety().ifPresent(notes::add);
        this.notes.addAll(manifest.notes());
    }

    /** One backup as a member of JSON. */
    static Map<String, Object> backup(Manifest manifest) {
        var members = new LinkedHashMap<String, Object>();
        members.put("target", manifest.target());
        members.put("id", manifest.id().value());
        members.put("kind", manifest.kind().word());
        members.put("dataAsOf", Shelf.moment(manifest).toString());
        members.put("plainBytes", manifest.plainBytes());
        members.put("storedBytes", manifest.storedBytes());
        members.put("encrypted", manifest.encryption().isPresent());
        manifest.safetyOf().ifPresent(recovery -> members.put("safetyOf", recovery));
        return members;
    }

    void begun(String id) {
        recoveryId = id;
    }

    void database(String shown, PostgresUrl url, DatabaseRecovery recovery) {
        destination = shown;
        database = url.redacted();
    }

    void checks(List<PreflightCheck> found, PreflightCheck further) {
        checks.addAll(found);
        if (further != null) {
            checks.add(further);
        }
    }

    @JsonIgnore
    boolean isBlocked() {
        return checks.stream().anyMatch(PreflightCheck::isBlocking);
    }

    void verified(Verified how, DatabaseRecovery recovery, List<String> further) throws IOException {
        verified = how;
        notes.addAll(further);
        keptAs = recovery.state() == RecoveryState.SWAPPED ? recovery.names().before() : null;
    }

    /** Where they go, and what stands in the way. */
    void files(StandaloneFiles where) throws IOException {
        filesIn = where.folder().toString();
        checks.addAll(where.preflight());
    }

    void verified(List<FilesVerified> how) {
        filesVerified = how;
    }

    void swapped(StandaloneFiles where) {
        files = where.restored();
        filesKeptIn = where.keptIn().orElse(null);
        notes.addAll(where.notes());
    }

    void timings(Map<String, Long> millis) {
        timingsMillis = millis;
    }

    String repository() {
        return repository;
    }

    Manifest manifest() {
        return manifest;
    }

    Instant moment() {
        return Shelf.moment(manifest);
    }

    long dumpBytes() {
        return manifest.artifact(Artifact.Role.DATABASE)
                .map(Artifact::plainBytes)
                .orElse(0L);
    }

    List<String> passedOver() {
        return passedOver;
    }

    String database() {
        return database;
    }

    String destination() {
        return destination;
    }

    String recoveryId() {
        return recoveryId;
    }

    List<PreflightCheck> checks() {
        return checks;
    }

    Verified verified() {
        return verified;
    }

    String keptAs() {
        return keptAs;
    }

    String filesIn() {
        return filesIn;
    }

    List<FilesVerified> filesVerified() {
        return filesVerified;
    }

    String filesKeptIn() {
        return filesKeptIn;
    }

    List<Restored> files() {
        return files;
    }

    List<String> notes() {
        return notes;
    }
}
