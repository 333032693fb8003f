package co.zencap.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.retention.BackupFacts.Proof;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of every history and every policy, tried on thousands that were made up; each by its seed. */
class RetentionPropertiesTest {
    private static final int CASES = 3000;
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("Australia/Lord_Howe"), ZoneId.of("Asia/Kolkata"));

    private record Case(List<BackupFacts> backups, RetentionPolicy policy, ZoneId zone, Random random) {
        List<Verdict> judge(Instant now) {
            return judge(backups, now);
        }

        List<Verdict> judge(List<BackupFacts> some, Instant now) {
            return Retention.judge(some, policy, now, zone);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theNewestVerifiedAndWhatIsProtectedStay(long seed) {
        each(seed, c -> {
            Map<String, Verdict> verdicts = byId(c.judge(NOW));
            assertThat(verdicts).hasSize(c.backups().size());
            newest(c.backups(), b -> !b.isTimeDoubtful(NOW) && b.isVerified())
                    .ifPresent(b -> assertThat(verdicts.get(b.id()).keep()).isTrue());
            newest(c.backups(), b -> !b.isTimeDoubtful(NOW))
                    .ifPresent(b -> assertThat(verdicts.get(b.id()).keep()).isTrue());
            newest(c.backups(), b -> !b.isTimeDoubtful(NOW) && b.isVerified() && !b.safety())
                    .ifPresent(b -> assertThat(verdicts.get(b.id()).keep()).isTrue());
            newest(c.backups(), b -> !b.isTimeDoubtful(NOW) && !b.safety())
                    .ifPresent(b -> assertThat(verdicts.get(b.id()).keep()).isTrue());
            for (BackupFacts b : c.backups()) {
                if (b.hold().isPresent()
                        || b.lockedUntil().filter(NOW::isBefore).isPresent()
                        || b.onlyHere().isPresent()
                        || b.inUse().isPresent()
                        || b.isTimeDoubtful(NOW)) {
                    assertThat(verdicts.get(b.id()).keep()).isTrue();
                }
            }
            assertThat(verdicts.values())
                    .allSatisfy(v -> assertThat(v.reasons()).isNotEmpty());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void deletingTwiceDeletesNothingMore(long seed) {
        each(seed, c -> {
            List<BackupFacts> left = c.judge(NOW).stream()
                    .filter(Verdict::keep)
                    .map(Verdict::facts)
                    .toList();
            assertThat(c.judge(left, NOW)).allMatch(Verdict::keep);
        });
    }

    /** Also one at a time, in any order, as a cleanup that was cut off leaves it. */
    @ParameterizedTest
    @ValueSource(longs = {6})
    void halfADeletionChangesNoVerdict(long seed) {
        each(seed, c -> {
            List<Verdict> verdicts = c.judge(NOW);
            List<BackupFacts> left = verdicts.stream()
                    .filter(v -> v.keep() || c.random().nextBoolean())
                    .map(Verdict::facts)
                    .toList();
            Map<String, Verdict> before = byId(verdicts);
            assertThat(c.judge(left, NOW))
                    .allMatch(v -> v.keep() == before.get(v.id()).keep());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    void timeResurrectsNothing(long seed) {
        each(seed, c -> {
            Map<String, Verdict> later =
                    byId(c.judge(NOW.plus(Duration.ofMinutes(c.random().nextInt(60 * 24 * 800)))));
            assertThat(c.judge(NOW))
                    .allMatch(v -> v.keep() || !later.get(v.id()).keep());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {9})
    void theOrderOfTheFactsIsIrrelevant(long seed) {
        each(seed, c -> {
            var shuffled = new ArrayList<>(c.backups());
            Collections.shuffle(shuffled, c.random());
            assertThat(c.judge(shuffled, NOW)).isEqualTo(c.judge(NOW));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {10})
    void lastKeepsSoManyGoodOnes(long seed) {
        each(seed, c -> {
            Optional<Instant> oldest = c.policy().maxAge().map(span -> span.before(NOW, c.zone()));
            Predicate<BackupFacts> counts = b -> !b.isTimeDoubtful(NOW)
                    && b.isGood()
                    && oldest.map(limit -> !b.createdAt().isBefore(limit)).orElse(true);
            long good = c.backups().stream().filter(counts).count();
            assertThat(c.judge(NOW).stream()
                            .filter(v -> v.keep() && counts.test(v.facts()))
                            .count())
                    .isGreaterThanOrEqualTo(Math.min(c.policy().last(), good));
        });
    }

    /** Whatever a forger adds: what was kept before stays, as long as it is not really younger and good. */
    @ParameterizedTest
    @ValueSource(longs = {11})
    void forgeriesPushNothingOut(long seed) {
        each(seed, c -> {
            var more = new ArrayList<>(c.backups());
            for (int i = 0; i < 20; i++) {
                Instant claimed = NOW.plus(Duration.ofMinutes(c.random().nextInt(100_000) - 50_000));
                Instant stored =
                        claimed.minus(Duration.ofMinutes(61 + c.random().nextInt(10_000)));
                more.add(facts(
                        "forged-" + i,
                        claimed,
                        stored,
                        Proof.VERIFIED,
                        c.random(),
                        c.random().nextInt(25) == 0));
            }
            Map<String, Verdict> after = byId(c.judge(more, NOW));
            assertThat(c.judge(NOW))
                    .allMatch(v -> !v.keep() || after.get(v.id()).keep());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {12})
    void aLongerPolicyKeepsMore(long seed) {
        each(seed, c -> {
            RetentionPolicy p = c.policy();
            var longer = new RetentionPolicy(
                    p.all(),
                    p.last() + 2,
                    p.periods().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue() + 2)),
                    p.within(),
                    Optional.empty());
            Map<String, Verdict> more = byId(Retention.judge(c.backups(), longer, NOW, c.zone()));
            assertThat(c.judge(NOW)).allMatch(v -> !v.keep() || more.get(v.id()).keep());
        });
    }

    private static void each(long seed, java.util.function.Consumer<Case> property) {
        for (int i = 0; i < CASES; i++) {
            long own = seed * 1_000_000 + i;
            Case made = make(new Random(own));
            try {
                property.accept(made);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + own + ", policy " + made.policy() + ": " + e.getMessage(), e);
            }
        }
    }

    private static Case make(Random random) {
        var backups = new ArrayList<BackupFacts>();
        int count = random.nextInt(60);
        int spread = 1 << random.nextInt(21);
        int safeties = random.nextInt(4); // of four: from none to most
        for (int i = 0; i < count; i++) {
            // Some at the very same time; some from the future, or stored before they were made.
            Instant created = NOW.minus(Duration.ofMinutes(random.nextInt(spread)));
            created = random.nextInt(20) == 0 ? created.plus(Duration.ofDays(random.nextInt(400))) : created;
            Instant stored = created.plus(
                    Duration.ofMinutes(random.nextInt(15) == 0 ? -random.nextInt(3000) : random.nextInt(3000)));
            Proof proof = random.nextInt(3) > 0 ? Proof.VERIFIED : Proof.values()[random.nextInt(3)];
            backups.add(facts("b" + i, created, stored, proof, random, random.nextInt(4) < safeties));
        }
        return new Case(backups, policy(random), ZONES.get(random.nextInt(ZONES.size())), random);
    }

    private static BackupFacts facts(
            String id, Instant created, Instant stored, Proof proof, Random random, boolean safety) {
        return new BackupFacts(
                id,
                created,
                stored,
                1,
                proof,
                seldom(random, "gone"),
                Set.of(),
                seldom(random, "case"),
                seldom(random, NOW.plus(Duration.ofDays(random.nextInt(40) - 20))),
                seldom(random, "only here"),
                safety,
                seldom(random, "test"));
    }

    private static <T> Optional<T> seldom(Random random, T value) {
        return random.nextInt(25) == 0 ? Optional.of(value) : Optional.empty();
    }

    private static RetentionPolicy policy(Random random) {
        var rules = new ArrayList<String>();
        rules.add("last=" + (1 + random.nextInt(8)));
        for (Period period : Period.values()) {
            if (random.nextBoolean()) {
                rules.add(period.word() + "=" + random.nextInt(10));
            }
        }
        if (random.nextBoolean()) {
            rules.add("within=" + (1 + random.nextInt(20)) + "d");
        }
        if (random.nextBoolean()) {
            rules.add("max-age=" + (1 + random.nextInt(12)) + "m");
        }
        return RetentionPolicy.parse(String.join(",", rules));
    }

    private static Optional<BackupFacts> newest(List<BackupFacts> backups, Predicate<BackupFacts> which) {
        return backups.stream()
                .filter(which)
                .max(Comparator.comparing(BackupFacts::createdAt).thenComparing(BackupFacts::id));
    }

    private static Map<String, Verdict> byId(List<Verdict> verdicts) {
        return verdicts.stream().collect(Collectors.toMap(Verdict::id, Function.identity()));
    }
}
