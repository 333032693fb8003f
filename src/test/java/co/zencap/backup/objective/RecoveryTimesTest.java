package co.zencap.backup.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import co.zencap.backup.catalog.TestQueries.RestoredBytes;
import co.zencap.backup.catalog.TestQueries.TestTimes;
import co.zencap.backup.json.Json;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.settings.Settings.Objectives;
import co.zencap.backup.target.ByTarget;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTimesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Objectives OBJECTIVES = new Objectives(
            minutes(30), minutes(60), minutes(120), minutes(60), minutes(240), minutes(15), Set.of(), ByTarget.none());
    private static final long GIGA = 1_000_000_000;

    private final List<TestTimes> tests = new ArrayList<>();

    @Test
    void whatNobodyMeasuredIsUnknown() {
        assertThat(judge(Map.of(), Map.of())).allSatisfy(each -> {
            assertThat(each.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(each.measured()).isEmpty();
            assertThat(each.detail()).contains("No restoration test");
        });
    }

    @Test
    void eachKindIsMeasuredByItsTests() {
        tests.add(test("quickTest", 1, 20, "b1", true, "{'fetch': 60000, 'clean up': 120000}"));
        tests.add(test("fullTest", 2, 100, "b2", true, "{'files': 600000, 'compare files': 300000}"));
        tests.add(test("disasterSimulation", 3, 119, "b3", true, "{'retrieval': 3600000, 'files': 60000}"));

        assertThat(judge(Map.of(), Map.of()))
                .extracting(
                        Compliance::of, each -> each.measured().orElseThrow().toMinutes(), Compliance::verdict)
                .containsExactly(
                        tuple("database", 18L, Verdict.MET),
                        tuple("files", 15L, Verdict.MET),
                        tuple("full-system", 100L, Verdict.MET));
        tests.remove(1);
        assertThat(files().measured()).contains(minutes(61));
        assertThat(files().verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void aTestIsJudgedByWhatItTellsOf() {
        tests.add(test("fullTest", 0, 100, "b2", true, "{'files': 600000}"));
        tests.add(test("quickTest", 1, 20, "b1", true, "{}"));
        var times = new RecoveryTimes(tests, Map.of());

        assertThat(times.judge(tests.get(0), OBJECTIVES, Map.of(), NOW))
                .extracting(Compliance::of)
                .containsExactly("files", "full-system");
        assertThat(times.judge(tests.get(1), OBJECTIVES, Map.of(), NOW))
                .extracting(Compliance::of)
                .containsExactly("database");
    }

    @Test
    void theLatestTestDecides() {
        tests.add(test("quickTest", 1, 31, "b1", true, "{}"));
        tests.add(test("quickTest", 2, 10, "b0", true, "{}"));
        assertThat(database().verdict()).isEqualTo(Verdict.MISSED);
        assertThat(database().measured()).contains(minutes(31));

        tests.add(0, test("quickTest", 0, 30, "b2", true, "{}"));
        assertThat(database().verdict()).isEqualTo(Verdict.MET);

        tests.add(0, test("quickTest", 0, 1, "b3", false, "{}"));
        assertThat(database().verdict()).isEqualTo(Verdict.MISSED);
        assertThat(database().measured()).isEmpty();
        assertThat(database().detail()).contains("failed");
    }

    @Test
    void aTestThatFailedBeforeTheFilesSaysNothingOfThem() {
        tests.add(test("fullTest", 0, 5, "b2", false, "{'restore': 300000}"));
        tests.add(test("fullTest", 7, 50, "b1", true, "{'files': 60000}"));

        assertThat(files().verdict()).isEqualTo(Verdict.MET);
        assertThat(judge(Map.of(), Map.of()).get(2).verdict()).isEqualTo(Verdict.MISSED);
    }

    @Test
    void theTimeOfTheNewestBackupFollowsFromItsSize() {
        tests.add(test("quickTest", 1, 12, "b2", true, "{}"));
        tests.add(test("quickTest", 2, 8, "b1", true, "{}"));
        var sizes = Map.of(
                "b1", new RestoredBytes(GIGA, 0),
                "b2", new RestoredBytes(GIGA, 50 * GIGA),
                "b3", new RestoredBytes(2 * GIGA, 0),
                "b4", new RestoredBytes(4 * GIGA, 0));

        Compliance grown = judge(Map.of(RecoveryKind.DATABASE, "b3"), sizes).get(0);
        assertThat(grown.predicted()).contains(minutes(20));
        assertThat(grown.predictedBy()).contains("b3, of 2000.00 MB", "1.67 MB a second", "last 2 of these tests");
        assertThat(grown.verdict()).isEqualTo(Verdict.MET);

        Compliance large = judge(Map.of(RecoveryKind.DATABASE, "b4"), sizes).get(0);
        assertThat(large.predicted()).contains(minutes(40));
        assertThat(large.verdict()).isEqualTo(Verdict.AT_RISK);
        assertThat(large.detail()).contains("b4");
    }

    @Test
    void farSmallerBackupsPredictNothing() {
        tests.add(test("quickTest", 1, 1, "tiny", true, "{}"));
        var sizes = Map.of("tiny", new RestoredBytes(1000, 0), "large", new RestoredBytes(GIGA, 0));

        assertThat(judge(Map.of(RecoveryKind.DATABASE, "large"), sizes).get(0).predicted())
                .isEmpty();
    }

    @Test
    void sizesAreAskedOfTheNewestBackupsAndTheLatestTests() {
        for (int day = 0; day < 7; day++) {
            tests.add(test("quickTest", day, 1, "b" + day, day != 1, "{}"));
        }
        tests.add(test("fullTest", 9, 1, "f", true, "{'files': 1}"));

        assertThat(new RecoveryTimes(tests, Map.of(RecoveryKind.FILES, "n")).sized())
                .containsExactlyInAnyOrder("b0", "b2", "b3", "b4", "b5", "f", "n");
    }

    @Test
    void aTrendTowardsTheObjectiveIsToldTwoWeeksBefore() {
        // From 10 to 24 minutes in 14 days; 30 minutes in 6 more.
        for (int day = 0; day <= 14; day++) {
            tests.add(test("quickTest", day, 24 - day, "b" + day, true, "{}"));
        }

        assertThat(database().missedFrom()).contains(NOW.plus(Duration.ofDays(6)));
        assertThat(database().verdict()).isEqualTo(Verdict.AT_RISK);
        assertThat(database().detail()).contains("trend", "2026-11-30");
    }

    @Test
    void aTrendThatIsFlatFallingFarOffTooShortOrTooOldSaysNothing() {
        for (int day = 0; day < 10; day++) {
            tests.add(test("quickTest", day, 20 + day % 2, "b" + day, true, "{}"));
        }
        assertThat(database().missedFrom()).as("flat").isEmpty();

        tests.clear();
        for (int day = 0; day < 10; day++) {
            tests.add(test("quickTest", day, 15 + day, "b" + day, true, "{}"));
        }
        assertThat(database().missedFrom()).as("falling").isEmpty();

        tests.clear();
        for (int day = 0; day < 10; day++) {
            tests.add(test("quickTest", day, 12 - day, "b" + day, true, "{}"));
        }
        assertThat(database().missedFrom()).as("in 18 days").isEmpty();

        tests.clear();
        for (int day = 0; day < 4; day++) {
            tests.add(test("quickTest", day, 29 - 5 * day, "b" + day, true, "{}"));
        }
        assertThat(database().missedFrom()).as("of four").isEmpty();

        tests.add(test("quickTest", 31, 1, "old", true, "{}"));
        assertThat(database().missedFrom()).as("of four and an old one").isEmpty();

        tests.add(4, test("quickTest", 4, 9, "fifth", true, "{}"));
        assertThat(database().missedFrom()).as("of five").isPresent();
    }

    private Compliance database() {
        return judge(Map.of(), Map.of()).get(0);
    }

    private Compliance files() {
        return judge(Map.of(), Map.of()).get(1);
    }

    private List<Compliance> judge(Map<RecoveryKind, String> newest, Map<String, RestoredBytes> sizes) {
        return new RecoveryTimes(tests, newest).judge(OBJECTIVES, sizes, NOW);
    }

    private static TestTimes test(
            String type, int daysAgo, int minutes, String backup, boolean passed, String timings) {
        Instant start = NOW.minus(Duration.ofDays(daysAgo));
        try {
            return new TestTimes(
                    backup,
                    "shop",
                    type,
                    passed,
                    start,
                    start.plus(minutes(minutes)),
                    Json.MAPPER.readTree(timings.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
