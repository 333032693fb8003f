package co.zencap.backup.cleanup;

import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.catalog.RetentionQueries.Copy;
import co.zencap.backup.retention.BackupFacts;
import co.zencap.backup.retention.Verdict;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What goes early when the local repository's disk is too full: the oldest local copies that are verified off site, of
 * whichever target, until there is room. Never a target's newest or newest verified, nor one whose time is doubtful, nor
 * what is held, locked or in use, nor anything while none of the target is verified here.
 */
public final class SpaceRelief {
    private final Settings settings;
    private final CleanupPlans plans;
    private final LocalSpace space;

    private record Candidate(BackupFolder folder, BackupFacts facts) {}

    public SpaceRelief(Settings settings, CleanupPlans plans, LocalSpace space) {
        this.settings = settings;
        this.plans = plans;
        this.space = space;
    }

    boolean isNeeded() throws IOException {
        return space.excess() > 0;
    }

    /** The plan that deletes as much as is needed, as far as anything may go. */
    CleanupPlan plan() throws IOException {
        var candidates = new ArrayList<Candidate>();
        Survey survey = null;
        for (String target : settings.targets()) {
            var share = new CleanupShare(plans.local(), target);
            survey = plans.survey(share);
            for (Verdict verdict : plans.plan(share).verdicts()) {
                if (mayGo(target, verdict, survey)) {
                    candidates.add(new Candidate(
                            survey.own().folder(target, verdict.id()).orElseThrow(), verdict.facts()));
                }
            }
        }
        candidates.sort(Comparator.comparing(candidate -> candidate.facts().createdAt()));
        return survey == null ? nothing() : plan(candidates, survey);
    }

    private CleanupPlan plan(List<Candidate> candidates, Survey survey) throws IOException {
        long excess = space.excess();
        Set<BackupFolder> going = new HashSet<>();
        List<Deletion> deletions = List.of();
        for (Candidate candidate : candidates) {
            if (deletions.stream().mapToLong(Deletion::bytes).sum() >= excess) {
                break;
            }
            going.add(candidate.folder());
            var needs = new Needs(survey.own(), survey.others(), going::contains);
            deletions = candidates.stream()
                    .filter(each -> going.contains(each.folder()))
                    .map(each -> Planner.deletion(
                            each.folder(),
                            each.facts().createdAt(),
                            needs,
                            "the local disk is above " + space.percent() + " %, and it is verified off site"))
                    .toList();
        }
        return plan(deletions);
    }

    private boolean mayGo(String target, Verdict verdict, Survey survey) throws IOException {
        BackupFacts facts = verdict.facts();
        String manifest = Manifest.folder(target, new BackupId(facts.id())) + Manifest.FILE_NAME;
        return !verdict.isPrecious()
                && facts.hold().isEmpty()
                && plans.local().lockedUntil(manifest).isEmpty()
                && facts.onlyHere().isEmpty()
                && facts.inUse().isEmpty()
                && survey.copy(facts.id(), "s3").filter(Copy::isVerified).isPresent();
    }

    CleanupPlan nothing() {
        return plan(List.of());
    }

    private CleanupPlan plan(List<Deletion> deletions) {
        return new CleanupPlan(
                plans.local().id(),
                "",
                Optional.empty(),
                List.of(),
                Map.of(),
                deletions,
                List.of(),
                Optional.empty(),
                List.of());
    }

    /** @throws IOException when the disk is too full all the same */
    public void requireRoom() throws IOException {
        if (space.excess() > 0) {
            throw new IOException(
                    space.sentence() + ", and nothing more of it may be deleted."
                            + " HINT: shorten BACKUP_RETENTION_LOCAL, set BACKUP_LOCAL_DIR to a larger disk, or free space there.");
        }
    }
}
