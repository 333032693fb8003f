package co.zencap.backup.testing;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of AWS Signature Version 4, written from its description alone, so that what is tested does not judge itself.
 *
 * @param sessionToken of credentials that have one
 */
record SignatureCheck(
        String region, String service, String accessKey, String secretKey, Optional<String> sessionToken) {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final Duration DRIFT = Duration.ofMinutes(5);

    static SignatureCheck ofKms(String region, String accessKey, String secretKey, Optional<String> sessionToken) {
        return new SignatureCheck(region, "kms", accessKey, secretKey, sessionToken);
    }

    /** The name of the error that AWS answers with; empty when the request is who it says it is. */
    String wrong(HttpExchange exchange, byte[] body) throws GeneralSecurityException {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return "MissingAuthenticationTokenException";
        }
        Matcher parts = AUTHORIZATION.matcher(header);
        if (!parts.matches()) {
            return "IncompleteSignatureException";
        }
        List<String> signed = List.of(parts.group(5).split(";"));
        String time = exchange.getRequestHeaders().getFirst("X-Amz-Date");
        if (!parts.group(1).equals(accessKey)
                || !Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"))
                        .equals(sessionToken)) {
            return "UnrecognizedClientException";
        }
        if (!parts.group(3).equals(region) || !parts.group(4).equals(service) || !time.startsWith(parts.group(2))) {
            return "InvalidSignatureException";
        }
        for (String name : exchange.getRequestHeaders().keySet()) {
            String small = name.toLowerCase(Locale.ROOT);
            if ((small.equals("host") || small.startsWith("x-amz-")) && !signed.contains(small)) {
                return "InvalidSignatureException";
            }
        }
        Instant at = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
        if (Duration.between(at, Instant.now()).abs().compareTo(DRIFT) > 0) {
            return "InvalidSignatureException";
        }
        String request = exchange.getRequestMethod() + "\n"
                + exchange.getRequestURI().getRawPath() + "\n"
                + (exchange.getRequestURI().getRawQuery() == null
                        ? ""
                        : exchange.getRequestURI().getRawQuery()) + "\n"
                + signed.stream()
                        .map(name -> name + ":"
                                + String.join(",", exchange.getRequestHeaders().get(name))
                                        .strip()
                                        .replaceAll(" +", " ") + "\n")
                        .collect(Collectors.joining())
                + "\n" + parts.group(5) + "\n" + hash(body);
        String scope = parts.group(2) + "/" + region + "/" + service + "/aws4_request";
        String toSign =
                "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash(request.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String each : scope.split("/")) {
            key = mac(key, each);
        }
        return HexFormat.of().formatHex(mac(key, toSign)).equals(parts.group(6)) ? "" : "InvalidSignatureException";
    }

    private static String hash(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
