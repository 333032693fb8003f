package co.zencap.backup.alert.slack;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Digests;
import co.zencap.backup.alert.MessageRate;
import co.zencap.backup.alert.Notice;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.testing.SlackRules;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlackMessagesTest {
    private final SlackMessages messages =
            new SlackMessages(true, Optional.of(URI.create("https://backup.example.org/")));

    @Test
    void aCardShowsWhatIsWrongAndWhatCanBeDone() {
        JsonNode card = json(card("The backup of shop failed", "disk full", "free space", null, List.of()));

        assertThat(SlackRules.texts(card))
                .contains(
                        "CRITICAL: The backup of shop failed",
                        "Level: CRITICAL",
                        "Target: shop",
                        "Cause: disk full",
                        "To do: free space");
        assertThat(card.path("blocks").findValuesAsText("action_id"))
                .containsExactly("acknowledge", "silence", "run-again", "dashboard");
        assertThat(card.path("blocks").findValuesAsText("url")).containsExactly("https://backup.example.org/");
        assertThat(SlackRules.wrong(card)).isEmpty();
    }

    @Test
    void whatIsOverHasNothingToPress() {
        JsonNode card = json(card("It failed", "disk full", "free space", "It is no longer so.", List.of()));

        assertThat(SlackRules.texts(card))
                .contains("RESOLVED: It failed", "It is no longer so.")
                .doesNotContain("To do: free space");
        assertThat(card.path("blocks").findValuesAsText("action_id")).containsExactly("dashboard");
    }

    @Test
    void whereNoPressArrivesThereIsNothingToPress() {
        JsonNode card = json(new SlackMessages(false, Optional.empty())
                .card(card("It failed", "disk full", "free space", null, List.of())));

        assertThat(card.path("blocks").findValuesAsText("type")).doesNotContain("actions", "button");
    }

    @Test
    void manyAtOnceAndATestAreNoAlertThatSomebodyCouldSeeTo() {
        Notice test = Notice.test("slack", Instant.EPOCH);
        Notice digest =
                new Digests(new MessageRate(Clock.systemUTC()), Clock.systemUTC()).digest("slack", List.of(test));

        for (Notice notice : List.of(test, digest)) {
            assertThat(json(messages.alone(notice)).path("blocks").findValuesAsText("action_id"))
                    .containsExactly("dashboard");
        }
    }

    @Test
    void noTextFromOutsideMeansAnything() {
        String hostile = "<!channel> <https://evil.example.org|click> <@U123> *bold* `code` & :fire:";
        JsonNode card = json(card(hostile, hostile, hostile, null, List.of(hostile)));

        // In blocks nothing is read but plain text; the message's own text is escaped.
        assertThat(card.path("blocks").findValuesAsText("type")).doesNotContain("mrkdwn");
        assertThat(card.path("blocks").findValuesAsText("emoji")).containsOnly("false");
        assertThat(card.path("text").asText())
                .doesNotContain("<", ">")
                .contains("&lt;!channel&gt; &lt;https://evil.example.org|click&gt;", "&amp;");
    }

    @Test
    void howeverLongItIsSlackTakesIt() {
        String longest = "<&>😀".repeat(5000);
        JsonNode card = json(card(longest, longest, longest, null, Collections.nCopies(30, longest)));

        assertThat(SlackRules.wrong(card)).isEmpty();
        assertThat(card.path("text").asText().length()).isLessThanOrEqualTo(3000);
        assertThat(card.path("text").asText()).matches("(?s).*(&amp;|&lt;|&gt;|😀|…)");
    }

    @Test
    void whatIsNotSeenOrTurnsTextAroundIsTakenOut() {
        JsonNode card = json(card("a\u202eb\u0007c\u0000", "", " \u200b ", null, List.of("")));

        assertThat(SlackRules.texts(card)).contains("CRITICAL: a b c");
        assertThat(SlackRules.wrong(card)).isEmpty();
    }

    private static SlackCard card(String title, String detail, String hint, String resolution, List<String> remarks) {
        Instant at = Instant.parse("2026-11-26T03:00:00Z");
        return new SlackCard(
                "a1",
                Level.CRITICAL,
                "backup",
                "shop",
                new Problem(title, detail, hint),
                at,
                at,
                1,
                resolution,
                false,
                false,
                true,
                remarks);
    }

    private JsonNode json(SlackCard card) {
        return json(messages.card(card));
    }

    private static JsonNode json(Object message) {
        return Json.MAPPER.valueToTree(message);
    }
}
