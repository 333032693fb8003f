package co.zencap.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.retention.BackupFacts.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void everyRuleKeepsTheNewestOfItsStretches() {
        var backups = new ArrayList<BackupFacts>();
        for (int hour = 0; hour < 24 * 800; hour++) {
            backups.add(good(NOW.minus(Duration.ofHours(hour))));
        }

        assertThat(kept(backups, "last=3")).containsExactly("2026-11-25T12", "2026-11-25T11", "2026-11-25T10");
        assertThat(kept(backups, "within=3h")).hasSize(4);
        assertThat(kept(backups, "hourly=2")).containsExactly("2026-11-25T12", "2026-11-25T11");
        assertThat(kept(backups, "daily=3")).containsExactly("2026-11-25T12", "2026-11-24T23", "2026-11-23T23");
        assertThat(kept(backups, "weekly=2")).containsExactly("2026-11-25T12", "2026-11-22T23");
        assertThat(kept(backups, "monthly=3")).containsExactly("2026-11-25T12", "2026-10-31T23", "2026-09-30T23");
        assertThat(kept(backups, "yearly=3")).containsExactly("2026-11-25T12", "2025-12-31T23", "2024-12-31T23");
        assertThat(kept(backups, "yearly=3,max-age=1y")).containsExactly("2026-11-25T12", "2025-12-31T23");
        assertThat(kept(backups, "all")).hasSize(24 * 800);
    }

    @Test
    void stretchesThatHaveNoBackupAreNotCounted() {
        List<BackupFacts> backups =
                List.of(good(NOW), good(NOW.minus(Duration.ofDays(100))), good(NOW.minus(Duration.ofDays(900))));

        assertThat(kept(backups, "daily=3")).hasSize(3);
    }

    /** On the night the clocks go back there are two hours of the same name. */
    @Test
    void daysBeginWhereTheOperatorLives() {
        List<BackupFacts> backups = List.of(
                good(Instant.parse("2026-10-25T01:30:00Z")),
                good(Instant.parse("2026-10-25T00:30:00Z")),
                good(Instant.parse("2026-10-24T22:30:00Z")),
                good(Instant.parse("2026-10-24T21:30:00Z")));
        ZoneId zone = ZoneId.of("Europe/Berlin");

        assertThat(keptIn(zone, backups, "hourly=4")).hasSize(4);
        assertThat(keptIn(zone, backups, "daily=2")).containsExactly("2026-10-25T01", "2026-10-24T21");
    }

    /** It is newer than what was restored, and holds what somebody wanted to be rid of. */
    @Test
    void whatARecoveryHasReplacedKeepsNoPlaceOfTheNewest() {
        List<BackupFacts> backups = List.of(
                safety(good(NOW)),
                facts(hours(1), hours(1), Proof.UNVERIFIED, none(), none(), none(), none(), none()),
                good(hours(2)),
                good(hours(3)));

        assertThat(kept(backups, "last=1")).containsExactly("2026-11-25T12", "2026-11-25T11", "2026-11-25T10");
        assertThat(judge(backups, "last=1")).extracting(Verdict::isPrecious).containsExactly(true, true, true, false);
        assertThat(judge(backups, "last=1").get(2).reasons())
                .containsExactly("the newest verified backup but for what recoveries have replaced");
    }

    @Test
    void nothingGoesWhileNoUsualOneIsVerifiedWhereThereIsAny() {
        BackupFacts usual = facts(hours(2), hours(2), Proof.UNVERIFIED, none(), none(), none(), none(), none());

        List<Verdict> verdicts = judge(List.of(safety(good(NOW)), safety(good(hours(1))), usual), "last=1,max-age=1d");
        assertThat(verdicts).allMatch(Verdict::isPrecious).allSatisfy(verdict -> assertThat(verdict.reasons())
                .contains("nothing goes while no backup of the target but for what recoveries have replaced is"
                        + " verified here"));
        assertThat(judge(List.of(usual), "last=1").get(0).reasons())
                .contains("nothing goes while no backup of the target is verified here");
        BackupFacts doubtful = facts(hours(-400), hours(-400), Proof.VERIFIED, none(), none(), none(), none(), none());
        assertThat(kept(List.of(doubtful, safety(good(NOW)), safety(good(hours(1)))), "last=1"))
                .as("one is a usual backup whatever its time")
                .hasSize(3);
    }

    /** As a database's own, where it is backed up with the full system only. */
    @Test
    void safetyBackupsOfATargetThatHasNoOthersGoAsAnyDo() {
        List<BackupFacts> backups = List.of(
                safety(facts(NOW, NOW, Proof.UNVERIFIED, none(), none(), none(), none(), none())),
                safety(good(hours(1))),
                safety(good(hours(2))));

        assertThat(kept(backups, "last=1")).containsExactly("2026-11-25T12", "2026-11-25T11");
        assertThat(judge(backups, "last=1")).extracting(Verdict::isPrecious).containsExactly(true, true, false);
        assertThat(judge(backups, "last=1").get(0).reasons()).containsExactly("the newest backup", "last=1");
        assertThat(kept(List.of(backups.get(0), safety(backups.get(0))), "last=1"))
                .as("none of them is verified")
                .hasSize(2);
    }

    /** Else a day whose newest backup is one that no recovery takes would have none to go back to. */
    @Test
    void whatARecoveryHasReplacedTakesNoPlaceOfAUsualOne() {
        List<BackupFacts> backups =
                List.of(good(NOW), safety(good(hours(24))), good(hours(25)), safety(good(hours(48))), good(hours(49)));

        assertThat(kept(backups, "daily=2")).containsExactly("2026-11-25T12", "2026-11-24T12", "2026-11-24T11");
        assertThat(kept(backups, "last=2")).containsExactly("2026-11-25T12", "2026-11-24T12", "2026-11-24T11");
        assertThat(judge(backups, "last=2,daily=2,within=1d").get(1).reasons())
                .containsExactly(
                        "last=2 (it is a safety backup and takes no place)",
                        "within=1d",
                        "daily=2: the newest since 2026-11-24 (it is a safety backup and takes no place)");
        assertThat(kept(List.of(safety(good(NOW)), safety(good(hours(1))), good(hours(900))), "last=2,max-age=1d"))
                .as("what is too old and stays for another reason is a usual one as well")
                .hasSize(3);
    }

    private static Instant hours(int ago) {
        return NOW.minus(Duration.ofHours(ago));
    }

    private static BackupFacts safety(BackupFacts of) {
        return new BackupFacts(
                of.id(),
                of.createdAt(),
                of.storedAt(),
                of.bytes(),
                of.proof(),
                of.defect(),
                of.needs(),
                of.hold(),
                of.lockedUntil(),
                of.onlyHere(),
                true,
                of.inUse());
    }

    @Test
    void everyReasonIsSaid() {
        BackupFacts backup = facts(
                NOW,
                NOW,
                Proof.VERIFIED,
                Optional.empty(),
                Optional.of("case 4711"),
                Optional.of(NOW.plusSeconds(60)),
                Optional.of("it is not off site yet"),
                Optional.of("upload 1"));
        Verdict verdict = judge(List.of(backup), "last=1,daily=2,within=1d").get(0);

        assertThat(verdict.reasons())
                .containsExactly(
                        "the newest backup",
                        "the newest verified backup",
                        "legal hold: case 4711",
                        "locked by the store until 2026-11-25T12:01:00Z",
                        "it is not off site yet",
                        "in use by upload 1",
                        "last=1",
                        "within=1d",
                        "daily=2: the newest since 2026-11-25");
    }

    @Test
    void whatNoPolicyOverridesStaysWhateverItsAge() {
        Instant old = NOW.minus(Duration.ofDays(5000));
        List<BackupFacts> backups = List.of(
                facts(NOW, NOW, Proof.UNVERIFIED, none(), none(), none(), none(), none()),
                good(NOW.minus(Duration.ofDays(1))),
                facts(old, old, Proof.VERIFIED, none(), Optional.of("why"), none(), none(), none()),
                facts(
                        old.plusSeconds(1),
                        old,
                        Proof.VERIFIED,
                        none(),
                        none(),
                        Optional.of(NOW.plusSeconds(1)),
                        none(),
                        none()),
                facts(
                        old.plusSeconds(2),
                        old,
                        Proof.VERIFIED,
                        none(),
                        none(),
                        none(),
                        Optional.of("only here"),
                        none()),
                facts(old.plusSeconds(3), old, Proof.VERIFIED, none(), none(), none(), none(), Optional.of("a test")),
                facts(old.plusSeconds(4), old, Proof.VERIFIED, none(), none(), Optional.of(NOW), none(), none()),
                good(old.plusSeconds(5)));

        List<Verdict> verdicts = judge(backups, "last=1,max-age=1y");

        assertThat(verdicts).filteredOn(Verdict::keep).hasSize(6);
        assertThat(verdicts)
                .filteredOn(verdict -> !verdict.keep())
                .allSatisfy(verdict -> assertThat(verdict.reasons()).containsExactly("older than max-age=1y"))
                .hasSize(2);
        assertThat(verdicts).filteredOn(Verdict::isPrecious).hasSize(2);
    }

    @Test
    void whatIsDamagedTakesNoPlaceOfAGoodOne() {
        List<BackupFacts> backups = List.of(
                facts(NOW, NOW, Proof.FAILED, none(), none(), none(), none(), none()),
                facts(NOW.minusSeconds(1), NOW, Proof.VERIFIED, Optional.of("gone"), none(), none(), none(), none()),
                good(NOW.minusSeconds(2)),
                good(NOW.minusSeconds(3)),
                facts(NOW.minusSeconds(4), NOW, Proof.FAILED, none(), none(), none(), none(), none()));

        assertThat(judge(backups, "last=2")).extracting(Verdict::keep).containsExactly(true, true, true, true, false);
        assertThat(judge(backups, "daily=2")).extracting(Verdict::keep).containsExactly(true, true, true, false, false);
    }

    /** A forger who has the key, or a machine whose clock was wrong, pushes nothing out. */
    @Test
    void whatIsYoungerThanItCanBeIsKeptAndCountsForNothing() {
        var backups = new ArrayList<BackupFacts>();
        for (int i = 0; i < 50; i++) {
            Instant future = NOW.plus(Duration.ofDays(i + 1));
            backups.add(facts(future, future, Proof.VERIFIED, none(), none(), none(), none(), none()));
            Instant postDated = NOW.minus(Duration.ofMinutes(i));
            backups.add(facts(
                    postDated,
                    postDated.minus(Duration.ofDays(30)),
                    Proof.VERIFIED,
                    none(),
                    none(),
                    none(),
                    none(),
                    none()));
        }
        backups.add(good(NOW.minus(Duration.ofDays(2))));
        backups.add(good(NOW.minus(Duration.ofDays(3))));
        backups.add(good(NOW.minus(Duration.ofDays(4))));

        List<Verdict> verdicts = judge(backups, "last=2");

        assertThat(verdicts).filteredOn(Verdict::keep).hasSize(102);
        assertThat(verdicts.get(102).keep()).isFalse();
        assertThat(verdicts.get(100).reasons()).contains("the newest verified backup", "last=2");
        assertThat(verdicts.get(0).reasons().toString()).contains("doubtful");
        assertThat(verdicts.subList(0, 101)).allMatch(Verdict::isPrecious);
        assertThat(verdicts.subList(101, 103)).noneMatch(Verdict::isPrecious);
    }

    @Test
    void nothingGoesBeforeOneIsKnownToBeGood() {
        var backups = new ArrayList<BackupFacts>();
        for (int i = 0; i < 10; i++) {
            Instant time = NOW.minusSeconds(i);
            backups.add(facts(time, time, Proof.UNVERIFIED, none(), none(), none(), none(), none()));
        }

        assertThat(judge(backups, "last=1")).allMatch(Verdict::keep);
    }

    @Test
    void moreThanTheShareIsTooManyButAHandfulNever() {
        var backups = new ArrayList<BackupFacts>();
        for (int i = 0; i < 12; i++) {
            backups.add(good(NOW.minusSeconds(i)));
        }
        var limit = new PurgeLimit(50);

        assertThat(limit.exceeded(judge(backups, "last=6"))).isEmpty();
        assertThat(limit.exceeded(judge(backups, "last=5"))).contains("7 of 12 backups would go, more than 50 %");
        assertThat(limit.exceeded(judge(backups.subList(0, 6), "last=1"))).isEmpty();
    }

    private static List<String> kept(List<BackupFacts> backups, String policy) {
        return keptIn(ZoneOffset.UTC, backups, policy);
    }

    private static List<String> keptIn(ZoneId zone, List<BackupFacts> backups, String policy) {
        return Retention.judge(backups, RetentionPolicy.parse(policy), NOW, zone).stream()
                .filter(Verdict::keep)
                .sorted(Comparator.comparing(Verdict::id).reversed())
                .map(verdict -> verdict.id().substring(0, 13))
                .toList();
    }

    private static List<Verdict> judge(List<BackupFacts> backups, String policy) {
        return Retention.judge(backups, RetentionPolicy.parse(policy), NOW, ZoneOffset.UTC);
    }

    private static BackupFacts good(Instant time) {
        return facts(time, time, Proof.VERIFIED, none(), none(), none(), none(), none());
    }

    private static <T> Optional<T> none() {
        return Optional.empty();
    }

    private static BackupFacts facts(
            Instant createdAt,
            Instant storedAt,
            Proof proof,
            Optional<String> defect,
            Optional<String> hold,
            Optional<Instant> lockedUntil,
            Optional<String> onlyHere,
            Optional<String> inUse) {
        return new BackupFacts(
                createdAt.toString(),
                createdAt,
                storedAt,
                1,
                proof,
                defect,
                Set.of(),
                hold,
                lockedUntil,
                onlyHere,
                false,
                inUse);
    }
}
