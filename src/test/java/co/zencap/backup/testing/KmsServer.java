package co.zencap.backup.testing;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What of AWS KMS a caller of Encrypt and Decrypt sees, as its API reference has it: who calls is known by a signature that is
 * computed anew, the ciphertext belongs to one key and one encryption context, and refusals are its documented documents. There is
 * no real one to be had for a test; this one is strict so that what passes here has a chance there.
 */
public final class KmsServer implements AutoCloseable {
    public static final String REGION = "eu-central-1";
    public static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
    public static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public static final String CALLER = "arn:aws:iam::111122223333:user/backup-user";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Map<String, Refusal> states = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger failing = new AtomicInteger();
    private volatile Refusal failure;
    private volatile Optional<String> sessionToken = Optional.empty();
    private volatile Optional<JsonNode> policy = Optional.empty();
    private volatile Optional<String> instead = Optional.empty();
    private volatile String otherKeyId;
    private volatile long delayMillis;

    /** One call that was let in. */
    public record Asked(String operation, JsonNode body) {}

    /** How KMS says no. */
    public record Refusal(int status, String type, String message) {}

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Refusal refusal;

        Refused(int status, String type, String message) {
            refusal = new Refusal(status, type, message);
        }

        Refused(Refusal refusal) {
            this.refusal = refusal;
        }
    }

    public KmsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A key of its own for each; answers its whole name. */
    public String addKey(String alias) {
        String arn = "arn:aws:kms:" + REGION + ":111122223333:key/" + UUID.randomUUID();
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        keys.put(arn, bytes);
        aliases.put("alias/" + alias, arn);
        return arn;
    }

    /** What is said from now on when the key is asked for. */
    public void put(String key, Refusal state) {
        states.put(key, state);
    }

    /** So many calls fail, whoever makes them. */
    public void fail(int times, Refusal how) {
        failure = how;
        failing.set(times);
    }

    /** Answers this body, with status 200, in place of everything. */
    public void answer(String body) {
        instead = Optional.of(body);
    }

    /** Says that it was this key. */
    public void claim(String key) {
        otherKeyId = key;
    }

    public void delay(long millis) {
        delayMillis = millis;
    }

    /** Takes credentials with this third part only. */
    public void expect(String token) {
        sessionToken = Optional.of(token);
    }

    /** Allows what this policy allows, and nothing else. */
    public void guard(JsonNode iam) {
        policy = Optional.of(iam);
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** The settings of somebody who may ask it. */
    public Map<String, String> settings() {
        return Map.of(
                "AWS_REGION", REGION,
                "AWS_ACCESS_KEY_ID", ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
                "BACKUP_KMS_ENDPOINT", endpoint().toString());
    }

    /** Encrypts as another program would, with a context of its own. */
    public byte[] encrypt(String key, Map<String, String> context, byte[] plain) throws GeneralSecurityException {
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        byte[] name = key.getBytes(StandardCharsets.US_ASCII);
        byte[] body = cipher(Cipher.ENCRYPT_MODE, key, nonce, context).doFinal(plain);
        return ByteBuffer.allocate(1 + name.length + nonce.length + body.length)
                .put((byte) name.length)
                .put(name)
                .put(nonce)
                .put(body)
                .array();
    }

    private Cipher cipher(int mode, String key, byte[] nonce, Map<String, String> context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(keys.get(key), "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(new TreeMap<>(context).toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (delayMillis > 0) {
                pause();
            }
            int status = 200;
            String answer;
            try {
                answer = instead.isPresent()
                        ? instead.get()
                        : handle(exchange, body).toString();
            } catch (Refused e) {
                status = e.refusal.status();
                ObjectNode document = Json.MAPPER.createObjectNode().put("__type", e.refusal.type());
                if (e.refusal.message() != null) {
                    document.put("message", e.refusal.message());
                }
                answer = document.toString();
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.getResponseHeaders()
                    .add("x-amzn-RequestId", UUID.randomUUID().toString());
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(delayMillis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private JsonNode handle(HttpExchange exchange, byte[] body) throws Refused, IOException, GeneralSecurityException {
        if (failing.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            asked.add(new Asked("failed", Json.MAPPER.createObjectNode()));
            throw new Refused(failure);
        }
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        if (!exchange.getRequestMethod().equals("POST")
                || !exchange.getRequestURI().toString().equals("/")
                || !"application/x-amz-json-1.1"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                || !target.startsWith("TrentService.")) {
            throw new Refused(400, "UnknownOperationException", null);
        }
        String wrong = SignatureCheck.ofKms(REGION, ACCESS_KEY, SECRET_KEY, sessionToken)
                .wrong(exchange, body);
        if (!wrong.isEmpty()) {
            throw new Refused(
                    400, wrong, "The request signature we calculated does not match the signature you provided.");
        }
        JsonNode request = Json.MAPPER.readTree(body);
        String operation = target.substring("TrentService.".length());
        asked.add(new Asked(operation, request));
        return switch (operation) {
            case "Encrypt" -> encrypt(request);
            case "Decrypt" -> decrypt(request);
            default -> throw new Refused(400, "UnknownOperationException", null);
        };
    }

    private JsonNode encrypt(JsonNode request) throws Refused, GeneralSecurityException, IOException {
        String key = key(request.path("KeyId").asText());
        Map<String, String> context = context(request);
        require("kms:Encrypt", key, context);
        byte[] plain = request.path("Plaintext").binaryValue();
        if (plain.length > 4096) {
            throw new Refused(400, "ValidationException", "Member must have length less than or equal to 4096");
        }
        return document(key).put("CiphertextBlob", Base64.getEncoder().encodeToString(encrypt(key, context, plain)));
    }

    private JsonNode decrypt(JsonNode request) throws Refused, GeneralSecurityException, IOException {
        Map<String, String> context = context(request);
        ByteBuffer blob = ByteBuffer.wrap(request.path("CiphertextBlob").binaryValue());
        byte[] name = new byte[blob.remaining() == 0 ? 0 : Math.min(blob.get() & 0xff, blob.remaining())];
        blob.get(name);
        String made = new String(name, StandardCharsets.US_ASCII);
        if (!keys.containsKey(made) || blob.remaining() < 12) {
            throw new Refused(400, "InvalidCiphertextException", null);
        }
        String key = request.has("KeyId") ? key(request.path("KeyId").asText()) : made;
        require("kms:Decrypt", key, context);
        if (!key.equals(made)) {
            throw new Refused(
                    400,
                    "IncorrectKeyException",
                    "The key ID in the request does not identify a CMK that can perform this operation.");
        }
        byte[] nonce = new byte[12];
        blob.get(nonce);
        byte[] rest = new byte[blob.remaining()];
        blob.get(rest);
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, key, nonce, context).doFinal(rest);
            return document(key).put("Plaintext", Base64.getEncoder().encodeToString(plain));
        } catch (AEADBadTagException e) {
            throw new Refused(400, "InvalidCiphertextException", null);
        }
    }

    private ObjectNode document(String key) {
        return Json.MAPPER
                .createObjectNode()
                .put("KeyId", otherKeyId == null ? key : otherKeyId)
                .put("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
    }

    private String key(String named) throws Refused {
        String arn = named.startsWith("alias/")
                ? aliases.getOrDefault(named, "")
                : named.startsWith("arn:") ? named : "arn:aws:kms:" + REGION + ":111122223333:key/" + named;
        if (!keys.containsKey(arn)) {
            throw new Refused(400, "NotFoundException", "Key '" + named + "' does not exist");
        }
        if (states.containsKey(arn)) {
            throw new Refused(states.get(arn));
        }
        return arn;
    }

    private static Map<String, String> context(JsonNode request) {
        var context = new TreeMap<String, String>();
        request.path("EncryptionContext")
                .fields()
                .forEachRemaining(
                        each -> context.put(each.getKey(), each.getValue().asText()));
        return context;
    }

    private void require(String action, String key, Map<String, String> context) throws Refused {
        if (policy.isPresent() && !allows(policy.get(), action, key, context)) {
            throw new Refused(
                    400,
                    "AccessDeniedException",
                    "User: " + CALLER + " is not authorized to perform: " + action + " on resource: " + key
                            + " because no identity-based policy allows the " + action + " action");
        }
    }

    private static boolean allows(JsonNode iam, String action, String key, Map<String, String> context) {
        for (JsonNode statement : iam.path("Statement")) {
            if (statement.path("Effect").asText().equals("Allow")
                    && contains(statement.path("Action"), action)
                    && contains(statement.path("Resource"), key)
                    && holds(statement.path("Condition").path("StringEquals"), context)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(JsonNode list, String text) {
        for (JsonNode each :
                list.isArray() ? list : Json.MAPPER.createArrayNode().add(list)) {
            if (each.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(JsonNode condition, Map<String, String> context) {
        for (var each : condition.properties()) {
            String name = each.getKey().replace("kms:EncryptionContext:", "");
            if (!each.getValue().asText().equals(context.get(name))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
