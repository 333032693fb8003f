package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.catalog.RetentionQueries.Copy;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.retention.BackupFacts;
import co.zencap.backup.retention.BackupFacts.Proof;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts together the facts on which a backup is judged. Locks are asked for later, where they matter. */
final class FactFinding {
    private final Operations operations;
    private final BackupReaders readers;
    private final boolean offsite;

    /** @param offsite whether this service sends backups to an off-site repository */
    FactFinding(Operations operations, BackupReaders readers, boolean offsite) {
        this.operations = operations;
        this.readers = readers;
        this.offsite = offsite;
    }

    List<BackupFacts> of(String target, Survey survey) throws IOException {
        Predicate<String> elsewhere = inUseElsewhere();
        Map<String, String> inUse = operations.running().stream()
                .filter(o -> o.kind() != Kind.CLEANUP && o.backupId() != null)
                .collect(Collectors.toMap(Operation::backupId, o -> o.kind() + " " + o.id(), (a, b) -> a));
        var facts = new ArrayList<BackupFacts>();
        for (BackupFolder folder : survey.own().of(target)) {
            folder.manifest()
                    .ifPresent(manifest -> facts.add(new BackupFacts(
                            folder.id(),
                            manifest.createdAt(),
                            folder.manifestObject().lastModified(),
                            folder.bytes(),
                            proof(survey.copy(
                                    folder.id(), survey.own().repository().id())),
                            survey.own().defect(manifest),
                            manifest.borrowed().keySet(),
                            survey.hold(target, folder.id()),
                            Optional.empty(),
                            onlyHere(target, folder.id(), survey),
                            manifest.safety(),
                            Optional.ofNullable(inUse.get(folder.id()))
                                    .or(() -> Optional.of("an operation of another node")
                                            .filter(o -> elsewhere.test(folder.id()))))));
        }
        return facts;
    }

    private Predicate<String> inUseElsewhere() throws IOException {
        try {
            return readers.inUse();
        } catch (SQLException e) {
            throw new IOException(
                    "Without the catalog nobody can say which backups other nodes read: " + e.getMessage()
                            + ". HINT: see ./zencap status for where it is.",
                    e);
        }
    }

    private static Proof proof(Optional<Copy> copy) {
        return copy.map(Copy::outcome)
                .map(outcome -> outcome.equals("passed") ? Proof.VERIFIED : Proof.FAILED)
                .orElse(Proof.UNVERIFIED);
    }

    /** A local copy goes only when the other one is seen to be there, or was there until its own policy deleted it. */
    private Optional<String> onlyHere(String target, String id, Survey survey) {
        if (!offsite || !survey.own().repository().id().equals(LocalRepository.ID)) {
            return Optional.empty();
        }
        if (survey.others().isEmpty()) {
            return Optional.of("whether it is off site can't be asked now");
        }
        Optional<Copy> other = survey.copy(id, "s3");
        if (other.filter(copy -> copy.state().equals("deleted")).isPresent()) {
            return Optional.empty();
        }
        if (other.filter(copy -> "failed".equals(copy.outcome())).isPresent()) {
            return Optional.of("its copy off site is damaged");
        }
        boolean there = survey.others().stream().anyMatch(contents -> contents.holds(target, id));
        return there && other.filter(copy -> copy.state().equals("pending")).isEmpty()
                ? Optional.empty()
                : Optional.of("it is not off site yet");
    }
}
