package co.zencap.backup.bench;

import co.zencap.backup.retention.BackupFacts;
import co.zencap.backup.retention.BackupFacts.Proof;
import co.zencap.backup.retention.Retention;
import co.zencap.backup.retention.RetentionPolicy;
import co.zencap.backup.retention.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The judgement of 100,000 backups, eleven years of hourly ones, against merely sorting them. */
final class RetentionContest implements Contest {
    private static final int BACKUPS = 100_000;
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final List<BackupFacts> backups = new ArrayList<>(BACKUPS);
    private final List<Contender> contenders = new ArrayList<>();
    private String notes = "";

    RetentionContest() {
        var random = new Random(42);
        for (int i = 0; i < BACKUPS; i++) {
            Instant time = NOW.minus(Duration.ofHours(i));
            backups.add(new BackupFacts(
                    time.toString(),
                    time,
                    time.plusSeconds(60),
                    1_000_000,
                    random.nextInt(50) == 0 ? Proof.FAILED : Proof.VERIFIED,
                    Optional.empty(),
                    Set.of("files/" + time + "/pack"),
                    random.nextInt(1000) == 0 ? Optional.of("case 4711") : Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty()));
        }
        Collections.shuffle(backups, random);
        contenders.add(new Contender("sort by time", () -> {
            backups.stream()
                    .sorted(Comparator.comparing(BackupFacts::createdAt))
                    .toList();
            return -1;
        }));
        add("last=3,hourly=24,daily=7,weekly=4,monthly=12,yearly=7,within=3d,max-age=10y", "UTC");
        add("hourly=999999,daily=9999,weekly=9999,monthly=999,yearly=99", "Europe/Berlin");
    }

    private void add(String policy, String zone) {
        RetentionPolicy parsed = RetentionPolicy.parse(policy);
        contenders.add(new Contender("judge by " + parsed.toString().substring(0, 40) + "... " + zone, () -> {
            List<Verdict> verdicts = Retention.judge(backups, parsed, NOW, ZoneId.of(zone));
            notes = verdicts.size() + " backups; of the last policy "
                    + verdicts.stream().filter(Verdict::keep).count() + " stay";
            return -1;
        }));
    }

    @Override
    public List<Contender> contenders() {
        return contenders;
    }

    @Override
    public String notes() {
        return notes;
    }

    @Override
    public void close() {}
}
