package co.zencap.backup.testing;

import co.zencap.backup.json.Json;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What of an identity provider a service sees: a set of public keys over HTTP (RFC 7517), and tokens signed with the private ones
 * (RFC 7515, 7519). Made of the JDK alone, so that what is tested does not judge itself.
 */
public final class IdentityProvider implements AutoCloseable {
    public static final String ISSUER = "https://sign-in.example.org/realms/work";
    public static final String AUDIENCE = "zencap-backup";

    private final HttpServer server;
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean isAway;

    /** Begins to serve its keys: {@code rsa} and {@code ec}. */
    public IdentityProvider() throws IOException, GeneralSecurityException {
        addRsa("rsa");
        KeyPairGenerator curves = KeyPairGenerator.getInstance("EC");
        curves.initialize(new ECGenParameterSpec("secp256r1"));
        keys.put("ec", curves.generateKeyPair());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = keySet().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(isAway ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** One more key. */
    public void addRsa(String id) throws GeneralSecurityException {
        keys.put(id, rsa());
    }

    /** A pair that is nobody's. */
    public static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** Where the public keys are. */
    public URI keysAddress() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    /** How often somebody asked for them. */
    public int asked() {
        return asked.get();
    }

    public void goAway(boolean away) {
        isAway = away;
    }

    public KeyPair key(String id) {
        return keys.get(id);
    }

    /** The settings of a service that believes it. */
    public Map<String, String> settings() {
        return Map.of(
                "BACKUP_OIDC_ISSUER",
                ISSUER,
                "BACKUP_OIDC_JWKS_URL",
                keysAddress().toString(),
                "BACKUP_OIDC_AUDIENCE",
                AUDIENCE,
                "BACKUP_OIDC_ROLES",
                "backup-admins=admin, on-call=operator, everybody=viewer");
    }

    /** What a good token says of somebody who is in these groups. */
    public static Map<String, Object> claims(String name, Instant now, String... groups) {
        var claims = new LinkedHashMap<String, Object>();
        claims.put("iss", ISSUER);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "id-of-" + name);
        claims.put("preferred_username", name);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plusSeconds(300).getEpochSecond());
        claims.put("groups", List.of(groups));
        return claims;
    }

    /** A token signed with one of the keys, with the algorithm of its kind. */
    public String token(String key, Map<String, ?> claims) throws Exception {
        boolean rsa = keys.get(key).getPublic() instanceof RSAPublicKey;
        return token(Map.of("alg", rsa ? "RS256" : "ES256", "kid", key, "typ", "JWT"), claims, keys.get(key));
    }

    /** A token whose header says what it likes. */
    public static String token(Map<String, ?> header, Map<String, ?> claims, KeyPair key) throws Exception {
        String said =
                encode(Json.MAPPER.writeValueAsBytes(header)) + "." + encode(Json.MAPPER.writeValueAsBytes(claims));
        Signature signature = Signature.getInstance(
                key.getPublic() instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
        signature.initSign(key.getPrivate());
        signature.update(said.getBytes(StandardCharsets.US_ASCII));
        return said + "." + encode(signature.sign());
    }

    /** As tokens write bytes. */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The set as it is served. */
    public String keySet() throws IOException {
        var set = keys.entrySet().stream()
                .map(each -> document(each.getKey(), each.getValue()))
                .toList();
        return Json.MAPPER.writeValueAsString(Map.of("keys", set));
    }

    private static Map<String, String> document(String id, KeyPair pair) {
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return Map.of(
                    "kty",
                    "RSA",
                    "kid",
                    id,
                    "use",
                    "sig",
                    "n",
                    number(rsa.getModulus(), 0),
                    "e",
                    number(rsa.getPublicExponent(), 0));
        }
        ECPublicKey ec = (ECPublicKey) pair.getPublic();
        return Map.of(
                "kty",
                "EC",
                "kid",
                id,
                "use",
                "sig",
                "crv",
                "P-256",
                "x",
                number(ec.getW().getAffineX(), 32),
                "y",
                number(ec.getW().getAffineY(), 32));
    }

    private static String number(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] bare = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        byte[] padded = new byte[Math.max(length, bare.length)];
        System.arraycopy(bare, 0, padded, padded.length - bare.length, bare.length);
        return encode(padded);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
