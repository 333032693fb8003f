package co.zencap.backup.settings;

import co.zencap.backup.aws.AwsKeys;
import co.zencap.backup.postgres.PostgresUrl;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads single variables, each with its form. Blank ones count as not set. */
abstract class VariableReader {
    /** How addresses name this machine. */
    static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Map<String, String> variables;
    private final Path home;

    /**
     * @param variables by name
     * @param home relative paths are resolved against it
     */
    VariableReader(Map<String, String> variables, Path home) {
        this.variables = variables;
        this.home = home;
    }

    /** A misspelt setting would silently do nothing; on the worst day that is too late to notice. */
    final void refuseUnknown() {
        var unknown = new TreeSet<String>();
        for (String name : variables.keySet()) {
            if (name.startsWith("BACKUP_") && !Variables.KNOWN.contains(name)) {
                unknown.add(name);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("Unknown setting " + String.join(", ", unknown)
                    + ". HINT: config/application.properties lists all settings; remove or correct it.");
        }
    }

    /** By which AWS knows us; empty: by the role of the machine, or a profile. */
    final Optional<AwsKeys> awsKeys() {
        Optional<String> accessKey = text("AWS_ACCESS_KEY_ID");
        Optional<String> secretKey = text("AWS_SECRET_ACCESS_KEY");
        if (accessKey.isPresent() != secretKey.isPresent()) {
            throw new IllegalArgumentException("Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set."
                    + " HINT: set both, or neither to use the machine's own role.");
        }
        return accessKey.map(key -> new AwsKeys(key, secretKey.orElseThrow(), text("AWS_SESSION_TOKEN")));
    }

    static URI webhook(String name, String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " is not a URL. HINT: write it like https://host/path.");
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    name + " is not an http or https URL. HINT: write it like https://host/path.");
        }
        return uri;
    }

    /** Where another service is called with a secret: encrypted, unless it never leaves this machine. */
    static URI service(String name, String text) {
        URI uri = webhook(name, text);
        if ("http".equals(uri.getScheme()) && !LOOPBACK.contains(uri.getHost())) {
            throw new IllegalArgumentException(
                    name + " would send a secret in the clear. HINT: write it with https://.");
        }
        return uri;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** One that an operator has named himself, from itself or from the file that {@code X_FILE} names. */
    Optional<String> chosen(String name) {
        var given = new TreeMap<String, String>();
        for (String each : List.of(name, name + SecretFiles.SUFFIX)) {
            text(each).ifPresent(value -> given.put(each, value));
        }
        return Optional.ofNullable(SecretFiles.read(given, Set.of(name), home).get(name))
                .map(String::strip)
                .filter(v -> !v.isEmpty());
    }

    /** All that are set whose names begin so. */
    Map<String, String> named(String prefix) {
        var named = new TreeMap<String, String>();
        variables.keySet().stream().filter(name -> name.startsWith(prefix)).forEach(name -> text(name)
                .ifPresent(value -> named.put(name, value)));
        return named;
    }

    Optional<PostgresUrl> url(String name) {
        return text(name).map(explained(name, PostgresUrl::parse));
    }

    Path path(String name, String byDefault) {
        return home.resolve(text(name).orElse(byDefault)).normalize();
    }

    boolean flag(String name, boolean byDefault) {
        return text(name)
                .map(v -> switch (v.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException(
                            name + " is " + shown(v) + ". HINT: write true or false.");
                })
                .orElse(byDefault);
    }

    int number(String name, int byDefault, int least, int most) {
        return text(name)
                .map(v -> {
                    if (!v.matches("\\d{1,9}") || Integer.parseInt(v) < least || Integer.parseInt(v) > most) {
                        throw new IllegalArgumentException(
                                name + " is " + shown(v) + ", but must be a whole number from " + least + " to " + most
                                        + ". HINT: leave it out for " + byDefault + ".");
                    }
                    return Integer.parseInt(v);
                })
                .orElse(byDefault);
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E byDefault) {
        return text(name)
                .map(v -> {
                    for (E each : type.getEnumConstants()) {
                        if (each.name().equalsIgnoreCase(v)) {
                            return each;
                        }
                    }
                    throw new IllegalArgumentException(name + " is " + shown(v) + ". HINT: write one of "
                            + String.join(
                                    ", ",
                                    java.util.Arrays.stream(type.getEnumConstants())
                                            .map(e -> e.name().toLowerCase(Locale.ROOT))
                                            .toList())
                            + ".");
                })
                .orElse(byDefault);
    }

    /** A value in a message. What is no word may be a secret in the wrong place. */
    static String shown(String value) {
        return value.matches("[\\w .,%+-]{1,40}") ? "'" + value + "'" : "something else";
    }

    static <T> Function<String, T> explained(String name, Function<String, T> parser) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
            }
        };
    }
}
