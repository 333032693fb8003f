package co.zencap.backup.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Texts that are too long for where they go. */
class ShortenedTest {
    private static final String BELLS = "\ud83d\udd14".repeat(10);

    @Test
    void whatFitsStaysAndOfWhatDoesNotTheBeginningIsTakenWithTheMark() {
        assertThat(Shortened.of("backup", 6, "...")).isEqualTo("backup");
        assertThat(Shortened.of("backups", 6, "...")).isEqualTo("bac...");
        assertThat(Shortened.of("backups", 6, "")).isEqualTo("backup");
        assertThat(Shortened.of("backups", 2, "...")).isEqualTo("..");
    }

    @Test
    void noCharacterIsParted() throws CharacterCodingException {
        for (int longest = 1; longest < BELLS.length(); longest++) {
            String shown = Shortened.of(BELLS, longest, "…");

            assertThat(shown).hasSizeLessThanOrEqualTo(longest).endsWith("…");
            // throws at half of one
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(shown));
        }
    }
}
