package co.zencap.backup.security;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at the master key.
 *
 * @param firstUse when the first backup was made with the key of an id, as far as is known; throws while that can't be asked
 */
record KeyCondition(Settings settings, Function<String, Optional<Instant>> firstUse, Clock clock)
        implements SecurityQuestion {

    @Override
    public String about() {
        return "encryption key";
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        return settings.masterKey()
                .map(key -> List.of(strength(key), age(key)))
                .orElseGet(() -> List.of(SecurityCheck.skipped(about(), "There is none.", "")));
    }

    private static SecurityCheck strength(MasterKey key) {
        String name = "key strength";
        return key.looksRandom()
                ? SecurityCheck.passed(name, "256 bits, and no pattern in them.")
                : SecurityCheck.failed(
                        name,
                        "The key has 256 bits, but they follow a pattern, as if somebody had typed them.",
                        "Make one with ./zencap keygen; keep the old one for as long as there are backups made with it.");
    }

    /** A key carries no date; the first backup made with it tells how old it is at least. */
    private SecurityCheck age(MasterKey key) {
        String name = "key age";
        Optional<Instant> first;
        try {
            first = firstUse.apply(key.id());
        } catch (RuntimeException e) {
            return SecurityCheck.skipped(name, "When it was first used is not known: " + e.getMessage(), "");
        }
        if (first.isEmpty()) {
            return SecurityCheck.skipped(
                    name, "When it was made is not known: a key carries no date, and no backup is listed.", "");
        }
        long days = Duration.between(first.get(), clock.instant()).toDays();
        String sentence = "In use for " + days + " days at least; a key carries no date of its own.";
        return days > settings.keyMaxAge().toDays()
                ? SecurityCheck.warning(
                        name,
                        sentence,
                        "It is older than BACKUP_KEY_MAX_AGE_DAYS ("
                                + settings.keyMaxAge().toDays()
                                + "): make a new one with ./zencap keygen, and change to it with ./zencap key rotate.")
                : SecurityCheck.passed(name, sentence);
    }
}
