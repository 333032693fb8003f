package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands about what is wrong. */
class AlertCommandsTest extends AtTheShell {
    private static final String ALERT =
            """
            {"id":"a1","cause":"backup/shop/failed","level":"critical","component":"backup","target":"shop",
             "problem":{"title":"The backup of shop failed","detail":"no\\nspace","hint":"free some"},
             "at":"2026-11-24T10:00:00Z","seenAt":"2026-11-24T11:00:00Z","times":3,"escalations":1%s}""";

    @Test
    void whatIsWrongIsListed() {
        api.answer("GET /api/v1/alerts?state=open&limit=100", 200, "[" + ALERT.formatted("") + "]")
                .answer(
                        "GET /api/v1/alerts?state=all&limit=5",
                        200,
                        "["
                                + ALERT.formatted(",\"resolvedAt\":\"2026-11-24T11:30:00Z\","
                                        + "\"acknowledgedAt\":\"2026-11-24T11:10:00Z\"")
                                + "]");

        assertThat(zencap("alerts")).isZero();
        assertThat(terminal.out()).contains("a1", "critical", "The backup of shop failed", "open");
        assertThat(zencap("alert", "--all", "--limit", "5")).isZero();
        assertThat(terminal.out()).contains("over, acknowledged");
        assertThat(zencap("alerts", "--json")).isZero();
        assertThat(terminal.out()).contains("\"cause\" : \"backup/shop/failed\"");
    }

    @Test
    void thatNothingIsWrongIsSaid() {
        api.answer("GET /api/v1/alerts?state=open&limit=100", 200, "[]");

        assertThat(zencap("alerts")).isZero();
        assertThat(terminal.err()).contains("Nothing is wrong.");
    }

    @Test
    void oneIsShownWithWhoWasTold() {
        api.answer(
                "GET /api/v1/alerts/a1",
                200,
                "{\"alert\":" + ALERT.formatted("")
                        + """
                        ,"history":[
                          {"at":"2026-11-24T10:00:00Z","event":"opened","detail":"error: no space","times":1,"lastAt":"2026-11-24T10:00:00Z"},
                          {"at":"2026-11-24T10:05:00Z","event":"seen again","times":2,"lastAt":"2026-11-24T10:10:00Z"},
                          {"at":"2026-11-24T10:11:00Z","event":"silenced","by":"api","until":"2026-11-24T18:11:00Z","times":1,"lastAt":"2026-11-24T10:11:00Z"}],
                         "notifications":[
                          {"event":"opened","channel":"log","state":"sent","at":"2026-11-24T10:00:00Z","attempts":1},
                          {"event":"opened","channel":"webhook","state":"waiting","at":"2026-11-24T10:00:00Z","attempts":3,
                           "answer":"It answered 503"},
                          {"event":"resolved","channel":"email","state":"sent","at":"2026-11-24T10:00:00Z","attempts":1,
                           "digest":"digest-1"}]}""");

        assertThat(zencap("alerts", "show", "a1")).isZero();
        assertThat(terminal.out())
                .contains("no space", "free some", "3 times", "webhook", "It answered 503", "together with others")
                .contains("error: no space", "2 times, last 2026-11-24T10:10:00Z", "until 2026-11-24T18:11:00Z");
    }

    @Test
    void whatWasSeenOnceWasSeenOneTime() {
        String once = ALERT.formatted("").replace("\"times\":3", "\"times\":1,\"cameBack\":1");
        api.answer("GET /api/v1/alerts/a1", 200, "{\"alert\":" + once + ",\"history\":[],\"notifications\":[]}");

        assertThat(zencap("alerts", "show", "a1")).isZero();
        assertThat(terminal.out())
                .contains("1 time, first ", "came back 1 time")
                .doesNotContain("1 times");
    }

    @Test
    void somebodySeesToIt() {
        api.answer("POST /api/v1/alerts/a1/acknowledge", 200, ALERT.formatted(""))
                .answer("POST /api/v1/alerts/a1/silence", 200, ALERT.formatted(""))
                .answer("POST /api/v1/alerts/a1/resolve", 200, ALERT.formatted(""));

        assertThat(zencap("alerts", "acknowledge", "a1")).isZero();
        assertThat(zencap("alerts", "silence", "a1", "--hours", "8")).isZero();
        assertThat(zencap("alert", "resolve", "a1")).isZero();
        assertThat(zencap("alerts", "silence", "a1")).isEqualTo(2);

        assertThat(api.requests())
                .containsExactly(
                        "POST /api/v1/alerts/a1/acknowledge {}",
                        "POST /api/v1/alerts/a1/silence {\"hours\":\"8\"}",
                        "POST /api/v1/alerts/a1/resolve {}");
        assertThat(terminal.out()).contains("Alert a1 is silenced for 8 hours.");
    }

    @Test
    void theBeginningOfAnIdWillDoAndTheWholeOneIsSaid() {
        String whole = ALERT.formatted("").replace("\"id\":\"a1\"", "\"id\":\"a1b2c3\"");
        for (String change : List.of("acknowledge", "silence", "resolve")) {
            api.answer("POST /api/v1/alerts/a1/" + change, 200, whole);
        }

        assertThat(zencap("alert", "acknowledge", "a1")).isZero();
        assertThat(zencap("alert", "silence", "a1", "--hours", "1")).isZero();
        assertThat(zencap("alert", "resolve", "a1")).isZero();

        assertThat(terminal.out())
                .contains(
                        "Alert a1b2c3 is acknowledged",
                        "Alert a1b2c3 is silenced for 1 hour.",
                        "Alert a1b2c3 is over.");
    }

    @Test
    void aBeginningThatSeveralHaveIsRefused() {
        api.answer(
                "POST /api/v1/alerts/a/resolve",
                409,
                "{\"title\":\"Several alerts\",\"detail\":\"a1, a2.\",\"hint\":\"Give more.\"}");

        assertThat(zencap("alert", "resolve", "a")).isEqualTo(6);
        assertThat(terminal.err()).contains("Several alerts: a1, a2.");
    }

    @Test
    void whatIsNotThereIsSaid() {
        api.answer(
                "GET /api/v1/alerts/none",
                404,
                "{\"title\":\"No such alert\",\"detail\":\"There is none.\",\"hint\":\"List them.\"}");

        assertThat(zencap("alerts", "show", "none")).isEqualTo(5);
        assertThat(terminal.err()).contains("No such alert", "HINT: List them.");
    }

    @Test
    void aTestFailsWhenAChannelDidNotTakeIt() {
        api.answer(
                        "POST /api/v1/alerts/test",
                        200,
                        """
                        {"channels":[{"channel":"log","taken":true,"answer":"It was taken","milliseconds":1},
                                     {"channel":"webhook","taken":true,"answer":"It answered 204","milliseconds":12}]}""")
                .answer(
                        "POST /api/v1/alerts/test",
                        200,
                        """
                        {"channels":[{"channel":"log","taken":true,"answer":"It was taken","milliseconds":1},
                                     {"channel":"webhook","taken":false,"answer":"It answered 403","milliseconds":12}]}""")
                .answer(
                        "POST /api/v1/alerts/test",
                        200,
                        "{\"channels\":[{\"channel\":\"log\",\"taken\":true,\"answer\":\"It was taken\",\"milliseconds\":1}]}");

        assertThat(zencap("alert", "test")).isZero();
        assertThat(terminal.out()).contains("webhook", "It answered 204", "taken");
        assertThat(zencap("alert", "test")).isEqualTo(1);
        assertThat(terminal.out()).contains("FAILED", "It answered 403");
        assertThat(zencap("alerts", "test"))
                .as("the log is no channel to a person")
                .isEqualTo(1);
        assertThat(terminal.err()).contains("Nobody is told of alerts. HINT: ");
    }
}
