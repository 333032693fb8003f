package co.zencap.backup.mail;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.mail.Page.Tone;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final double NONE = Double.NaN;

    @Test
    void bothPartsSayTheSame() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Why", "one\ntwo");
        facts.put("Backup", null);
        facts.put("Operation", "");
        var page = new Page("above", "Title <b>", Tone.BAD)
                .paragraph("words")
                .facts(facts)
                .section("Part")
                .table(List.of("Name", "Size", "Time"), List.of(List.of("a&b", "5 MB", "1 s"), List.of("c", "", "2 s")))
                .chart("sizes", new double[] {0, NONE, 5, 10});

        assertThat(page.text())
                .isEqualTo(
                        """
                        above
                        Title <b>

                        words

                        Why: one
                            two

                        == Part ==

                        - a&b: Size 5 MB; Time 1 s
                        - c; Time 2 s
                          \u2581.\u2585\u2588  sizes
                        """);
        assertThat(page.html())
                .contains("Title &lt;b&gt;", "one<br>two", "a&amp;b", "5 MB", "height=\"40\"", "height=\"20\"")
                .doesNotContain("Backup", "Operation", "<script", "http:", "https:", "src=", "<style");
    }

    @Test
    void aChartWithoutAnyValueIsNone() {
        assertThat(new Page("", "t", Tone.GOOD)
                        .chart("sizes", new double[] {NONE})
                        .text())
                .doesNotContain("sizes");
        assertThat(new Page("", "t", Tone.GOOD)
                        .chart("zeros", new double[] {0, 0})
                        .text())
                .contains("\u2581\u2581  zeros");
    }
}
