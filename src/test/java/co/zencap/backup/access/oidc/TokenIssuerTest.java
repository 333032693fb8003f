package co.zencap.backup.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.event.LoggedWarnings;
import co.zencap.backup.event.SystemEvents;
import co.zencap.backup.settings.OidcSettings;
import co.zencap.backup.testing.IdentityProvider;
import co.zencap.backup.testing.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens open what, and which ones nothing. */
class TokenIssuerTest {
    private static final String HERE = "192.0.2.7";
    private static final Instant NOW = Instant.parse("2026-11-26T03:00:00Z");

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(NOW);
    private final SystemEvents warnings = new SystemEvents("shop", "node-1", clock);
    private IdentityProvider provider;
    private TokenIssuer issuer;

    @BeforeEach
    void start() throws Exception {
        provider = new IdentityProvider();
        issuer = issuer(provider.keysAddress());
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ec"})
    void aTokenSaysWhoSomebodyIsAndWhatTheyMay(String key) throws Exception {
        Optional<Caller> caller =
                issuer.caller(provider.token(key, claims("anna", "everybody", "on-call", "others")), HERE);

        assertThat(caller)
                .contains(new Caller(
                        "oidc:anna",
                        Role.OPERATOR,
                        Optional.of("oidc:id-of-anna"),
                        HERE,
                        Optional.of(NOW.plusSeconds(300))));
    }

    @Test
    void nobodyIsAskedBeforeATokenIsShownAndThenOnce() throws Exception {
        issuer.caller("zcb_" + "0".repeat(64), HERE);
        issuer.caller("wrong", HERE);
        assertThat(provider.asked()).isZero();

        for (int i = 0; i < 20; i++) {
            assertThat(issuer.caller(provider.token("rsa", claims("anna", "on-call")), HERE))
                    .isPresent();
        }
        assertThat(provider.asked()).isEqualTo(1);
    }

    @Test
    void groupsThatNobodyNamedOpenNothing() throws Exception {
        assertThat(opens(claims("anna"))).isFalse();
        assertThat(opens(claims("anna", "admin", "Backup-Admins", "backup-admins ")))
                .isFalse();
        Map<String, Object> none = claims("anna", "on-call");
        none.remove("groups");
        assertThat(opens(none)).isFalse();
        none.put("groups", Map.of("on-call", true));
        assertThat(opens(none)).isFalse();
        none.put("groups", List.of(1, true, List.of("on-call")));
        assertThat(opens(none)).isFalse();
    }

    @Test
    void aTextIsOneGroupUnlessItIsAListOfScopes() throws Exception {
        Map<String, Object> claims = claims("anna");
        claims.put("groups", "Former backup-admins");
        assertThat(opens(claims)).isFalse();
        claims.put("groups", "on-call");
        assertThat(opens(claims)).isTrue();

        for (String claim : List.of("scope", "scp")) {
            claims.put(claim, "read on-call");
            assertThat(issuer(claim).caller(provider.token("rsa", claims), HERE))
                    .map(Caller::role)
                    .contains(Role.OPERATOR);
        }
    }

    @Test
    void claimsLieWhereProvidersPutThem() throws Exception {
        Map<String, Object> claims = claims("anna");
        claims.put("realm_access", Map.of("roles", List.of("backup-admins")));
        claims.put("https://example.org/groups", List.of("on-call"));

        assertThat(issuer("realm_access.roles").caller(provider.token("rsa", claims), HERE))
                .map(Caller::role)
                .contains(Role.ADMIN);
        assertThat(issuer("https://example.org/groups").caller(provider.token("rsa", claims), HERE))
                .map(Caller::role)
                .contains(Role.OPERATOR);
        assertThat(issuer("realm_access.roles.x").caller(provider.token("rsa", claims), HERE))
                .isEmpty();
    }

    @Test
    void aTokenEndsAndBeginsWithItsTimes() throws Exception {
        String token = provider.token("rsa", claims("anna", "on-call"));
        clock.advance(Duration.ofSeconds(359));
        assertThat(issuer.caller(token, HERE)).isPresent();
        clock.advance(Duration.ofSeconds(2));
        assertThat(issuer.caller(token, HERE)).isEmpty();

        clock.set(NOW);
        Map<String, Object> later = claims("anna", "on-call");
        later.put("nbf", NOW.plusSeconds(120).getEpochSecond());
        assertThat(opens(later)).isFalse();
        Map<String, Object> forEver = claims("anna", "on-call");
        forEver.remove("exp");
        assertThat(opens(forEver)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "iss, https://sign-in.example.org/realms/work/",
        "iss, https://sign-in.example.org.evil.example/realms/work",
        "iss, ",
        "aud, another-service",
        "aud, ",
        "sub, "
    })
    void whatIsForOthersOrOfOthersOpensNothing(String claim, String value) throws Exception {
        Map<String, Object> claims = claims("anna", "on-call");
        if (value == null) {
            claims.remove(claim);
        } else {
            claims.put(claim, value);
        }
        assertThat(opens(claims)).isFalse();
        claims.put("iss", IdentityProvider.ISSUER);
        claims.put("sub", "anna");
        claims.put("aud", List.of("another-service", IdentityProvider.AUDIENCE));
        assertThat(opens(claims)).isTrue();
    }

    @Test
    void whatIsSignedByNobodyOrOthersOpensNothing() throws Exception {
        KeyPair stranger = IdentityProvider.rsa();
        Map<String, Object> claims = claims("anna", "backup-admins");
        String good = provider.token("rsa", claims);
        String[] parts = good.split("\\.");

        // another's key under a known name, and under its own
        assertRefused(IdentityProvider.token(Map.of("alg", "RS256", "kid", "rsa"), claims, stranger));
        assertRefused(IdentityProvider.token(Map.of("alg", "RS256", "kid", "theirs"), claims, stranger));
        assertRefused(IdentityProvider.token(Map.of("alg", "RS256"), claims, stranger));
        // no signature
        for (String none : List.of("none", "None", "NONE")) {
            String header = json(Map.of("alg", none));
            assertRefused(header + "." + parts[1] + ".");
            assertRefused(header + "." + parts[1] + "." + parts[2]);
        }
        assertRefused(parts[0] + "." + parts[1] + ".");
        // a changed word
        assertRefused(parts[0] + "." + json(claims("eve", "backup-admins")) + "." + parts[2]);
        // the public key taken for a shared secret, in each form that it has
        byte[] der = provider.key("rsa").getPublic().getEncoded();
        for (byte[] secret : List.of(
                der,
                provider.keySet().getBytes(StandardCharsets.UTF_8),
                ("-----BEGIN PUBLIC KEY-----\n"
                                + java.util.Base64.getMimeEncoder().encodeToString(der)
                                + "\n-----END PUBLIC KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII))) {
            String said = json(Map.of("alg", "HS256", "kid", "rsa")) + "." + parts[1];
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            assertRefused(said + "." + IdentityProvider.encode(mac.doFinal(said.getBytes(StandardCharsets.US_ASCII))));
        }
        // a key that the token brings along, or says where to find
        assertRefused(IdentityProvider.token(
                Map.of("alg", "RS256", "jku", "http://127.0.0.1:1/keys", "kid", "theirs"), claims, stranger));
        // an algorithm of another kind of key, and one for something else
        assertRefused(IdentityProvider.token(Map.of("alg", "ES256", "kid", "rsa"), claims, provider.key("rsa")));
        assertRefused(IdentityProvider.token(
                Map.of("alg", "RS256", "kid", "rsa", "typ", "logout+jwt"), claims, provider.key("rsa")));
        assertRefused(IdentityProvider.token(
                Map.of("alg", "RS256", "kid", "rsa", "crit", List.of("x"), "x", 1), claims, provider.key("rsa")));
        assertThat(issuer.caller(good, HERE)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b", "a.b.c", "a.b.c.d.e", "e30.e30.e30", "\u0000.a.b", "a.b.c\n"})
    void whatIsNoTokenOpensNothing(String shown) {
        assertRefused(shown);
        assertRefused("a".repeat(1 << 20) + ".b.c");
    }

    @Test
    void aNewKeyOfTheProviderIsFound() throws Exception {
        assertThat(opens(claims("anna", "on-call"))).isTrue();
        provider.addRsa("next");

        assertThat(issuer.caller(provider.token("next", claims("anna", "on-call")), HERE))
                .isPresent();
        assertThat(provider.asked()).isEqualTo(2);
    }

    @Test
    void whoMakesUpKeysDoesNotHaveTheProviderAskedAgainAndAgain() throws Exception {
        assertThat(opens(claims("anna", "on-call"))).isTrue();
        for (int i = 0; i < 50; i++) {
            assertRefused(IdentityProvider.token(
                    Map.of("alg", "RS256", "kid", "made-up-" + i), claims("eve", "on-call"), provider.key("rsa")));
        }
        assertThat(provider.asked()).isLessThanOrEqualTo(3);
        assertThat(opens(claims("anna", "on-call"))).isTrue();
    }

    @Test
    void whoMakesUpKeysWritesNoWarnings() throws Exception {
        try (var listening = LoggedWarnings.into(warnings)) {
            for (int i = 0; i < 5; i++) {
                assertRefused(IdentityProvider.token(
                        Map.of("alg", "RS256", "kid", "made-up-" + i), claims("eve", "on-call"), provider.key("rsa")));
            }
        }
        assertThat(warned()).isEmpty();
    }

    @Test
    void aProviderThatIsAwayIsWarnedOf() throws Exception {
        provider.goAway(true);
        try (var listening = LoggedWarnings.into(warnings)) {
            assertThat(opens(claims("anna", "on-call"))).isFalse();
        }
        assertThat(warned())
                .singleElement()
                .asString()
                .startsWith("The keys of " + IdentityProvider.ISSUER + " can't be had, so its tokens open nothing: ")
                .doesNotContain("null");
    }

    private List<Object> warned() {
        return warnings.next().stream()
                .filter(event -> event.parameters().get("component").equals("TokenIssuer"))
                .map(event -> (Object) event.parameters().get("message"))
                .toList();
    }

    @Test
    void whileTheProviderIsAwayItsKnownKeysGoOn() throws Exception {
        assertThat(opens(claims("anna", "on-call"))).isTrue();
        provider.goAway(true);
        assertThat(opens(claims("anna", "on-call"))).isTrue();
        assertThat(issuer(provider.keysAddress()).caller(provider.token("rsa", claims("anna", "on-call")), HERE))
                .isEmpty();
        provider.goAway(false);
    }

    @Test
    void keysMayLieInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.json"), provider.keySet());

        assertThat(issuer(file.toUri()).caller(provider.token("ec", claims("anna", "on-call")), HERE))
                .isPresent();
        Files.writeString(file, " ".repeat(2 << 20));
        assertThat(issuer(file.toUri()).caller(provider.token("ec", claims("anna", "on-call")), HERE))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api\nevil", "\u202Eanna", "a\u0000b", "x\r\nSet-Cookie: y"})
    void aNameIsOneLine(String name) throws Exception {
        Caller caller = issuer.caller(provider.token("rsa", claims(name, "on-call")), HERE)
                .orElseThrow();

        assertThat(caller.name()).startsWith("oidc:").matches("[ -~]+");
        Map<String, Object> claims = claims("anna", "on-call");
        claims.put("preferred_username", "n".repeat(5_000));
        assertThat(issuer.caller(provider.token("rsa", claims), HERE)
                        .orElseThrow()
                        .name())
                .hasSize(105);
        for (Object odd : Arrays.asList(" ", List.of("a"), null, 7)) {
            claims.put("preferred_username", odd);
            assertThat(issuer.caller(provider.token("rsa", claims), HERE)
                            .orElseThrow()
                            .name())
                    .isEqualTo("oidc:id-of-anna");
        }
    }

    private boolean opens(Map<String, Object> claims) throws Exception {
        return issuer.caller(provider.token("rsa", claims), HERE).isPresent();
    }

    private void assertRefused(String shown) {
        assertThat(issuer.caller(shown, HERE)).as(shown).isEmpty();
    }

    private static String json(Map<String, ?> document) throws Exception {
        return IdentityProvider.encode(co.zencap.backup.json.Json.MAPPER.writeValueAsBytes(document));
    }

    private static Map<String, Object> claims(String name, String... groups) {
        return new HashMap<>(IdentityProvider.claims(name, NOW, groups));
    }

    private TokenIssuer issuer(URI keys) {
        return issuer(keys, "groups");
    }

    private TokenIssuer issuer(String rolesClaim) {
        return issuer(provider.keysAddress(), rolesClaim);
    }

    private TokenIssuer issuer(URI keys, String rolesClaim) {
        return new TokenIssuer(
                new OidcSettings(
                        IdentityProvider.ISSUER,
                        keys,
                        Set.of(IdentityProvider.AUDIENCE),
                        rolesClaim,
                        Map.of("backup-admins", Role.ADMIN, "on-call", Role.OPERATOR, "everybody", Role.VIEWER),
                        "preferred_username",
                        Optional.empty()),
                clock);
    }
}
