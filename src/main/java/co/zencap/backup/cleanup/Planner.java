package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupReaders;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.StoredObject;
import co.zencap.backup.retention.BackupFacts;
import co.zencap.backup.retention.Retention;
import co.zencap.backup.retention.RetentionPolicy;
import co.zencap.backup.retention.Verdict;
import co.zencap.backup.settings.RetentionSettings;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes plans: brings together what repositories hold, what the catalog knows, and what the policy says. */
public final class Planner {
    private final RetentionSettings settings;
    private final ZoneId zone;
    private final FactFinding facts;
    private final Clock clock;

    public Planner(Settings settings, Operations operations, BackupReaders readers, Clock clock) {
        this.settings = settings.retention();
        this.zone = settings.timetable().zone();
        this.facts = new FactFinding(
                operations, readers, settings.s3().filter(S3Settings::mayStore).isPresent());
        this.clock = clock;
    }

    /** The plan for one target in one repository. */
    CleanupPlan plan(String target, Survey survey) throws IOException {
        Contents own = survey.own();
        String repository = own.repository().id();
        RetentionPolicy policy = settings.policy(repository, target);
        List<Verdict> verdicts = judge(facts.of(target, survey), policy, own, target);
        Set<String> going = verdicts.stream()
                .filter(verdict -> !verdict.keep())
                .map(Verdict::id)
                .collect(Collectors.toSet());
        var needs = new Needs(
                own, survey.others(), folder -> folder.target().equals(target) && going.contains(folder.id()));
        var deletions = new ArrayList<Deletion>();
        for (Verdict verdict : verdicts) {
            if (!verdict.keep()) {
                BackupFolder folder = own.folder(target, verdict.id()).orElseThrow();
                deletions.add(
                        deletion(folder, verdict.facts().createdAt(), needs, String.join("; ", verdict.reasons())));
            }
        }
        var untrusted = new TreeMap<String, String>();
        own.of(target).forEach(f -> f.untrusted().ifPresent(why -> untrusted.put(f.id(), why)));
        return new CleanupPlan(
                repository,
                target,
                Optional.of(policy),
                verdicts,
                untrusted,
                deletions,
                orphans(target, survey, needs),
                settings.purgeLimit().exceeded(verdicts),
                Corrections.of(target, survey, verdicts, clock.instant()));
    }

    static Deletion deletion(BackupFolder folder, Instant createdAt, Needs needs, String reason) {
        List<StoredObject> stays = needs.in(folder);
        List<StoredObject> rest = folder.objects().values().stream()
                .filter(object -> !stays.contains(object) && !object.equals(folder.manifestObject()))
                .toList();
        return new Deletion(
                folder.target(), folder.id(), createdAt, folder.manifestObject(), rest, stays, needs.by(stays), reason);
    }

    /** The store is asked for its locks only where they matter: a lock changes no other backup's verdict. */
    private List<Verdict> judge(List<BackupFacts> facts, RetentionPolicy policy, Contents own, String target)
            throws IOException {
        Instant now = clock.instant();
        var asked = new ArrayList<BackupFacts>();
        boolean locked = false;
        for (Verdict verdict : Retention.judge(facts, policy, now, zone)) {
            Optional<Instant> until = Optional.empty();
            if (!verdict.keep()) {
                String key = own.folder(target, verdict.id()).orElseThrow().key(Manifest.FILE_NAME);
                until = own.repository().lockedUntil(key);
            }
            locked |= until.isPresent();
            asked.add(verdict.facts().locked(until));
        }
        return Retention.judge(locked ? asked : facts, policy, now, zone);
    }

    private List<Deletion> orphans(String target, Survey survey, Needs needs) throws IOException {
        Contents own = survey.own();
        Instant before = clock.instant().minus(settings.orphanGrace());
        var orphans = new ArrayList<Deletion>();
        for (BackupFolder folder : own.of(target)) {
            boolean awaited = survey.copy(folder.id(), own.repository().id())
                    .filter(copy -> copy.state().equals("pending"))
                    .isPresent();
            if (folder.isOrphaned()
                    && !awaited
                    && survey.hold(target, folder.id()).isEmpty()) {
                Set<StoredObject> stays = new HashSet<>(needs.in(folder));
                var swept = new ArrayList<StoredObject>();
                for (StoredObject object : folder.objects().values()) {
                    if (!stays.contains(object)
                            && object.lastModified().isBefore(before)
                            && own.repository()
                                    .lockedUntil(object.key())
                                    .filter(clock.instant()::isBefore)
                                    .isEmpty()) {
                        swept.add(object);
                    }
                }
                if (!swept.isEmpty()) {
                    orphans.add(new Deletion(
                            target,
                            folder.id(),
                            null,
                            null,
                            swept,
                            List.copyOf(stays),
                            needs.by(stays),
                            "no manifest, and no backup needs it"));
                }
            }
        }
        return orphans;
    }
}
