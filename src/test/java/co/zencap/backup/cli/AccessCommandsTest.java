package co.zencap.backup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.testing.TestApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands about keys and the audit trail. */
class AccessCommandsTest extends AtTheShell {
    private static final String KEY = "zcb_" + "0123456789abcdef".repeat(4);
    private static final String MADE = "{\"success\":true,\"key\":\"" + KEY
            + "\",\"apiKey\":{\"id\":\"1\",\"name\":\"anna\",\"role\":\"operator\",\"state\":\"active\","
            + "\"createdAt\":\"2026-11-24T12:00:00Z\",\"createdBy\":\"api\",\"expiresAt\":\"2027-02-22T12:00:00Z\"}}";

    @Test
    void aKeyIsPrintedAloneSoThatItCanBePiped() {
        api.answer("POST /api/v1/api-keys", 200, MADE);

        assertThat(zencap("api-key", "create", "anna", "--role", "operator", "--expires", "90d"))
                .isZero();

        assertThat(terminal.out().strip()).isEqualTo(KEY);
        assertThat(terminal.err())
                .contains("anna", "operator", "not shown again", "BACKUP_API_KEY")
                .doesNotContain(KEY);
        assertThat(api.requests())
                .containsExactly(
                        "POST /api/v1/api-keys {\"name\":\"anna\",\"role\":\"operator\",\"expiresAt\":\"2027-02-22T12:00:00Z\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "never, never",
        "1d, 2026-11-25T12:00:00Z",
        "2027-01-31, 2027-02-01T00:00:00Z",
        "2027-01-31T12:00:00+01:00, 2027-01-31T11:00:00Z"
    })
    void anEndIsWrittenAsPeopleDo(String written, String meant) {
        api.answer("POST /api/v1/api-keys", 200, MADE);

        assertThat(zencap("api-key", "create", "anna", "--role", "viewer", "--expires", written))
                .isZero();
        assertThat(api.requests().get(0)).contains("\"expiresAt\":\"" + meant + "\"");
    }

    @Test
    void whatMakesNoSenseIsSaidBeforeAnythingIsAsked() {
        assertThat(zencap("api-key", "create", "anna", "--role", "viewer", "--expires", "soon"))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("--expires is 'soon'", "HINT:");
        assertThat(zencap("api-key", "create", "anna")).isEqualTo(2);
        assertThat(zencap("audit", "list", "--since", "yesterday")).isEqualTo(2);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void keysAreListedAndRevoked() {
        api.answer(
                        "GET /api/v1/api-keys",
                        200,
                        """
                        {"keys":[{"id":"1","name":"anna","role":"operator","state":"active","createdAt":"2026-11-23T12:00:00Z",
                                  "createdBy":"api","lastUsedAt":"2026-11-24T11:00:00Z"},
                                 {"id":"2","name":"old","role":"viewer","state":"revoked","createdAt":"2026-11-23T12:00:00Z",
                                  "createdBy":"api","expiresAt":"2027-01-01T00:00:00Z"}]}""")
                .answer("POST /api/v1/api-keys/anna/revoke", 200, "{\"success\":true,\"name\":\"anna\"}");

        assertThat(zencap("api-key", "list")).isZero();
        assertThat(terminal.out()).contains("anna", "operator", "no end").doesNotContain("old");
        assertThat(zencap("api-key", "list", "--all")).isZero();
        assertThat(terminal.out()).contains("old", "revoked", "never");
        assertThat(zencap("api-key", "list", "--json")).isZero();
        assertThat(terminal.out()).contains("\"createdBy\" : \"api\"");
        assertThat(zencap("api-key", "revoke", "anna")).isZero();
        assertThat(terminal.out()).contains("The key anna is revoked.");
    }

    @Test
    void aKeyOfOnesOwnIsShownInPlaceOfTheAdminKey() {
        environment.put("ADMIN_API_KEY", "x".repeat(40));
        environment.put("BACKUP_API_KEY", TestApi.KEY);
        api.answer("GET /api/v1/api-keys", 200, "{\"keys\":[]}");

        assertThat(zencap("api-key", "list")).isZero();
        assertThat(terminal.err()).contains("No key is in force but ADMIN_API_KEY");
    }

    @Test
    void whatTheKeyMayNotDoIsSaidWithTheRoleThatMay() {
        api.answer(
                "GET /api/v1/api-keys",
                403,
                TestApi.problem(
                        "Not allowed", "This needs the role admin; the key 'anna' has the role viewer.", "Ask."));

        assertThat(zencap("api-key", "list")).isEqualTo(4);
        assertThat(terminal.err()).contains("This needs the role admin");
    }

    @Test
    void theTrailIsSearched() {
        api.answer(
                "GET /api/v1/audit?q=case%204711&actor=anna&outcome=refused&since=2026-11-01T00%3A00%3A00Z"
                        + "&until=2026-11-25T00%3A00%3A00Z&limit=20",
                200,
                """
                {"chain":{"intact":true,"rows":7},"entries":[{"seq":7,"at":"2026-11-24T10:00:00Z","actor":"anna",
                  "source":"192.0.2.7","action":"cleanup","outcome":"refused","target":"","reason":"This needs\\nthe role admin"}]}""");

        assertThat(zencap(
                        "audit",
                        "list",
                        "case 4711",
                        "--actor",
                        "anna",
                        "--outcome",
                        "refused",
                        "--since",
                        "2026-11-01",
                        "--until",
                        "2026-11-24",
                        "--limit",
                        "20"))
                .isZero();
        assertThat(terminal.out()).contains("anna", "192.0.2.7", "cleanup", "refused", "This needs the role admin");
    }

    @Test
    void aTrailThatWasChangedIsAFailure() {
        api.answer(
                        "GET /api/v1/audit?limit=100",
                        200,
                        "{\"chain\":{\"intact\":false,\"firstBroken\":5},\"entries\":[]}")
                .answer(
                        "GET /api/v1/audit/verification",
                        200,
                        """
                        {"intact":false,"firstBroken":5,"notes":["a note"],"parts":[
                          {"place":"catalog","read":true,"rows":9,"last":10,"problems":["Entry 5 is missing: it was removed."]},
                          {"place":"s3","read":false,"rows":0,"last":0,"problems":[]}]}""")
                .answer(
                        "GET /api/v1/audit/verification",
                        200,
                        """
                        {"intact":true,"notes":[],"parts":[
                          {"place":"catalog","read":true,"rows":10,"last":10,"problems":[]},
                          {"place":"local","read":true,"rows":8,"last":8,"problems":[]}]}""");

        assertThat(zencap("audit", "list")).isEqualTo(1);
        assertThat(terminal.err()).contains("entry 5 does not fit");
        assertThat(zencap("audit", "verify")).isEqualTo(1);
        assertThat(terminal.out()).contains("CHANGED", "not read", "Entry 5 is missing");
        assertThat(terminal.err()).contains("NOTE: a note", "The audit trail was changed");
        assertThat(zencap("audit", "verify")).isZero();
        assertThat(terminal.out()).contains("whole");
    }

    @Test
    void whatWasExportedIsLookedAtWithoutTheService() throws Exception {
        environment.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));

        assertThat(zencap("audit", "verify", "--repository", home.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("Whose trail it is, is not said");
        assertThat(zencap("audit", "verify", "--repository", home.toString(), "--service", "shop"))
                .isZero();
        assertThat(terminal.err()).contains("has nothing of the trail yet");
        assertThat(api.requests()).isEmpty();
    }
}
