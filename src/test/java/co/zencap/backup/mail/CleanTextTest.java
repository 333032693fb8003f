package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTextTest {

    @Test
    void aLineHasNoEndNoControlAndNoSignThatTurnsItAround() {
        assertThat(CleanText.line(" a\r\nBcc: b\0\t\u2028c\u202ed\u200b ", 100)).isEqualTo("a Bcc: b c d");
    }

    @Test
    void linesKeepTheirEnds() {
        assertThat(CleanText.lines("a\r\nb\u0007\n\tc", 100)).isEqualTo("a\nb \n\tc");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(CleanText.line("x".repeat(20), 10)).isEqualTo("xxxxxx ...").hasSize(10);
        assertThat(CleanText.line("xxxxx\ud83d\ude00\ud83d\ude00\ud83d\ude00", 10))
                .isEqualTo("xxxxx ...");
    }

    @Test
    void htmlShowsWhatWasWritten() {
        assertThat(CleanText.html("<a href=\"x\">'&'\n")).isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;<br>");
    }
}
