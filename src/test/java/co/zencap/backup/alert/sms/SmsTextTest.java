package co.zencap.backup.alert.sms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmsTextTest {

    @Test
    void whatFitsIntoOneSegmentIsLeftAsItIs() {
        String text = "x".repeat(160);

        assertThat(SmsText.fit(text)).isEqualTo(text);
    }

    @Test
    void whatFitsIntoTwoSegmentsIsLeftAsItIs() {
        String text = "x".repeat(306);

        assertThat(SmsText.fit(text)).isEqualTo(text);
    }

    @Test
    void theRestIsCut() {
        assertThat(SmsText.fit("x".repeat(307))).isEqualTo("x".repeat(303) + "...");
    }

    @Test
    void charactersOfTheExtensionTakeTwoUnits() {
        assertThat(SmsText.fit("[".repeat(80))).hasSize(80);
        assertThat(SmsText.fit("€".repeat(500))).isEqualTo("€".repeat(76 + 75) + "...");
    }

    @Test
    void aCharacterOfTwoUnitsIsNotPartedByTheEndOfASegment() {
        // 152 units, then one of two: it begins the second segment, and one unit of the first is lost.
        String text = "x".repeat(152) + "€" + "y".repeat(151);

        assertThat(SmsText.fit(text)).isEqualTo(text);
        assertThat(SmsText.fit(text + "y")).endsWith("y...").hasSize(152 + 1 + 148 + 3);
    }

    @ParameterizedTest
    @CsvSource({
        "Größe à la café, Größe à la café",
        "naïve Łódź – “x” → y…, naive Lodz - \"x\" -> y...",
        "ﬁle ½ ²³, file ? 23",
        "база 数据 😀, ???? ?? ?",
    })
    void whatNoTelephoneHasIsWrittenWithWhatAllHave(String text, String written) {
        assertThat(SmsText.fit(text)).isEqualTo(written);
    }

    @Test
    void nothingThatIsNotSeenComesThrough() {
        assertThat(SmsText.fit("a\u202eb\u0000c\n\r\nd\u200b")).isEqualTo("abc d");
    }

    @Test
    void anAccentOfItsOwnBelongsToItsLetter() {
        assertThat(SmsText.fit("u\u0308")).isEqualTo("ü");
        assertThat(SmsText.fit("x\u0301").getBytes(StandardCharsets.US_ASCII)).hasSize(1);
    }
}
