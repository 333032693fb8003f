package co.zencap.backup.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Input as an attacker, a rotten disk or a broken program makes it. Each try has its number, and the same number makes the same
 * input on every machine; where a try fails, number and input are told. {@code -Pchaos} tries fifty times as much.
 */
public final class Hostile {
    /** What has broken programs before. */
    private static final List<String> WORDS = List.of(
            "",
            " ",
            "null",
            "../../../../etc/passwd",
            "..",
            "/",
            "/etc/passwd",
            "-rf",
            "--output=/tmp/x",
            "; touch /tmp/zencap-hostile",
            "$(touch /tmp/zencap-hostile)",
            "`touch /tmp/zencap-hostile`",
            "| touch /tmp/zencap-hostile",
            "'",
            "\"",
            "\\",
            "'; DROP TABLE backup; --",
            "\n",
            "\r\nX-Injected: 1",
            "\t",
            "\0",
            "\u001b[2J\u001b]0;x\u0007",
            "%s%n%d",
            "%00",
            "%",
            "%zz",
            "{{zencap.adminKey}}",
            "{{env:ADMIN_API_KEY}}",
            "${env:ADMIN_API_KEY}",
            "${bean:backupRuns}",
            "#{1+1}",
            "RAW(x)",
            "<script>alert(1)</script>",
            "&lt;",
            "\u202Egpj.exe",
            "\u200B",
            "\uFEFF",
            "\uD800",
            "\uDC00x",
            "\uD83D\uDE00",
            "\u0130",
            "ß",
            "e\u0301",
            "0",
            "-1",
            "2147483648",
            "-9223372036854775809",
            "99999999999999999999999999999999",
            "1e400",
            "1E-999999999",
            "NaN",
            "0x7f",
            "١٢٣",
            "2026-13-45T99:99:99Z",
            "+999999999-12-31T23:59:59Z",
            "P999999999999D",
            "x".repeat(5000),
            "(".repeat(200),
            "[".repeat(200));

    private final Random random;
    private Object sample = "";

    private Hostile(long number) {
        // Small seeds of java.util.Random begin alike.
        random = new Random(number * 0x9E3779B97F4A7C15L);
        random.nextLong();
    }

    /** What is tried. */
    @FunctionalInterface
    public interface Try {
        void with(Hostile input) throws Exception;
    }

    /** Tries it so many times, or more often if the build is told to. */
    public static void tries(int times, Try what) {
        int all = times * Integer.getInteger("hostile.times", 1);
        for (int number = 1; number <= all; number++) {
            var input = new Hostile(number);
            try {
                what.with(input);
            } catch (Exception | Error e) {
                throw new AssertionError("Try " + number + " of " + all + ", with " + input.shown() + ": " + e, e);
            }
        }
    }

    /** Whether a refusal is one for people: a sentence, no longer than one reads, and without what is nobody's business. */
    public static void requireFit(Throwable refusal, String... secrets) {
        assertThat(refusal.getMessage()).isNotBlank().hasSizeLessThan(3000);
        for (String secret : secrets) {
            assertThat(refusal.getMessage()).doesNotContain(secret);
        }
    }

    private String shown() {
        if (sample instanceof byte[] bytes) {
            return bytes.length + " bytes, " + HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 4096));
        }
        String text = sample.toString();
        return new ObjectMapper()
                .valueToTree(text.substring(0, Math.min(text.length(), 8192)))
                .toString();
    }

    /** To be told where the try fails. */
    public <T> T sample(T made) {
        sample = made;
        return made;
    }

    public int number(int below) {
        return random.nextInt(below);
    }

    public boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    @SafeVarargs
    public final <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    public <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A text of its own, or one that has been changed. */
    public String text(String... usual) {
        String made =
                switch (random.nextInt(usual.length == 0 ? 2 : 5)) {
                    case 0 -> any(WORDS);
                    case 1 -> any(WORDS) + any(WORDS);
                    case 2 -> any(usual) + any(WORDS);
                    case 3 -> {
                        String whole = any(usual);
                        int at = random.nextInt(whole.length() + 1);
                        yield whole.substring(0, at)
                                + any(WORDS)
                                + whole.substring(Math.min(whole.length(), at + random.nextInt(4)));
                    }
                    default -> new String(changed(any(usual).getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
                };
        return sample(made);
    }

    /** Bytes of which a few were flipped, cut out, put in, moved or doubled; never the same ones. */
    public byte[] changed(byte[] whole) {
        byte[] bytes = whole.clone();
        do {
            bytes = change(bytes);
        } while (random.nextInt(3) == 0 || Arrays.equals(bytes, whole));
        return sample(bytes);
    }

    private byte[] change(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + (chance(3) ? random.nextInt(bytes.length + 1) : random.nextInt(9)));
        byte[] some = Arrays.copyOfRange(bytes, from, to);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, from);
            case 1 -> joined(bytes, from, new byte[0], to);
            case 2 -> joined(bytes, from, joined(some, some.length, some, some.length), to);
            case 3 -> {
                random.nextBytes(some);
                yield joined(bytes, from, some, to);
            }
            case 4 -> joined(bytes, from, any(WORDS).getBytes(StandardCharsets.UTF_8), to);
            case 5 -> {
                Arrays.fill(some, any(0, 0x7f, 0x80, 0xff).byteValue());
                yield joined(bytes, from, some, to);
            }
            case 6 -> joined(
                    joined(bytes, from, new byte[0], to), random.nextInt(bytes.length - some.length + 1), some);
            default -> {
                byte[] flipped = bytes.clone();
                if (flipped.length > 0) {
                    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
        };
    }

    /** The beginning of one, then the rest of another from any place on. */
    public byte[] spliced(byte[] one, byte[] other) {
        return sample(joined(
                Arrays.copyOf(one, random.nextInt(one.length + 1)),
                Integer.MAX_VALUE,
                Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length)));
    }

    private static byte[] joined(byte[] bytes, int at, byte[] put) {
        return joined(bytes, Math.min(at, bytes.length), put, Math.min(at, bytes.length));
    }

    private static byte[] joined(byte[] bytes, int from, byte[] put, int to) {
        var out = new ByteArrayOutputStream(bytes.length + put.length);
        out.write(bytes, 0, from);
        out.write(put, 0, put.length);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** A document of which some values, or the names of some, were replaced, left out or put in; or no document. */
    public String json(JsonNode whole) {
        JsonNode made = whole.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> inner = inner(made);
            if (inner.isEmpty() || chance(20)) {
                made = value(2);
            } else {
                spoil(any(inner));
            }
        }
        String text = text(made);
        return sample(
                switch (random.nextInt(20)) {
                    case 0 -> new String(changed(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
                    case 1 -> "[".repeat(2000) + text + "]".repeat(2000);
                    case 2 -> any("", "null", "[]", "{}", "0", "\"x\"", "true", "{\"a\":" + "9".repeat(2000) + "}");
                    default -> text;
                });
    }

    private void spoil(JsonNode node) {
        if (node instanceof ArrayNode array) {
            if (array.isEmpty() || chance(3)) {
                array.add(value(2));
            } else if (chance(2)) {
                array.remove(random.nextInt(array.size()));
            } else {
                array.set(random.nextInt(array.size()), value(2));
            }
        } else if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty() || chance(6)) {
                object.set(any(WORDS), value(2));
            } else if (chance(3)) {
                object.remove(any(names));
            } else {
                object.set(any(names), value(2));
            }
        }
    }

    /** Any value. */
    private JsonNode value(int depth) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 10 : 7)) {
            case 0 -> make.nullNode();
            case 1 -> make.booleanNode(random.nextBoolean());
            case 2 -> make.numberNode(any(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE));
            case 3 -> make.numberNode(any(Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40));
            case 4 -> make.numberNode(any(1e308, -0.5, 1e-300));
            case 7 -> make.arrayNode().add(value(depth - 1)).add(value(depth - 1));
            case 8 -> make.objectNode().set(any(WORDS), value(depth - 1));
            case 9 -> make.arrayNode();
            default -> make.textNode(any(WORDS));
        };
    }

    private static List<JsonNode> inner(JsonNode node) {
        var all = new ArrayList<JsonNode>();
        if (node.isContainerNode()) {
            all.add(node);
            node.forEach(each -> all.addAll(inner(each)));
        }
        return all;
    }

    private static String text(JsonNode node) {
        try {
            return new ObjectMapper().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
