package co.zencap.backup.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads {@code postgresql://[user[:password]@][host[:port],...][/database][?name=value&...]} the way libpq does
 * ({@code conninfo_uri_parse_options} in fe-connect.c): the credentials end at the first {@code @} before a slash, every
 * part is percent-decoded by itself, and parameters override the parts before them. Messages quote no value: where a
 * password has unescaped special characters, any part of the text may be a piece of it.
 */
final class UrlParser {

    private static final String ENCODE = "percent-encode special characters in user name and password: '@' as %40,"
            + " ':' as %3A, '/' as %2F, '?' as %3F, '#' as %23, '%' as %25";
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final Set<String> SESSION_KINDS =
            Set.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby");

    private final Map<String, String> values = new TreeMap<>();

    PostgresUrl parse(String url) {
        String text = url == null ? "" : url.strip();
        String rest = afterScheme(text);
        int path = endBefore(rest, '/');
        int at = rest.indexOf('@');
        if (at >= 0 && at < path) {
            credentials(rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        int query = endBefore(rest, '?');
        path = Math.min(endBefore(rest, '/'), query);
        hosts(rest.substring(0, path));
        if (path < query) {
            put("dbname", PercentEncoding.decode(rest.substring(path + 1, query)));
        }
        if (query < rest.length()) {
            parameters(rest.substring(query + 1));
        }
        return finish();
    }

    private static String afterScheme(String text) {
        for (String scheme : List.of("postgresql://", "postgres://")) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return text.substring(scheme.length());
            }
        }
        throw new UrlFormatException(
                text.isEmpty() ? "it is empty" : "it does not begin with postgresql:// or postgres://",
                "write it as postgresql://user:password@host:5432/database?sslmode=require");
    }

    private void credentials(String text) {
        int colon = endBefore(text, ':');
        put("user", PercentEncoding.decode(text.substring(0, colon)));
        if (colon < text.length()) {
            put("password", PercentEncoding.decode(text.substring(colon + 1)));
        }
    }

    private void hosts(String text) {
        List<String> names = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            int end;
            if (one.startsWith("[")) {
                end = one.indexOf(']') + 1;
                if (end < 3 || end < one.length() && one.charAt(end) != ':') {
                    throw new UrlFormatException(
                            "an IPv6 address is not closed by ']', or something other than a port follows it",
                            "write it as postgresql://user@[2001:db8::1]:5432/database");
                }
                names.add(one.substring(1, end - 1));
            } else {
                end = endBefore(one, ':');
                names.add(one.substring(0, end));
            }
            ports.add(end < one.length() ? one.substring(end + 1) : "");
        }
        put("host", PercentEncoding.decode(String.join(",", names)));
        put("port", PercentEncoding.decode(String.join(",", ports)));
    }

    private void parameters(String text) {
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || pair.indexOf('=', equals + 1) >= 0) {
                throw new UrlFormatException(
                        "a parameter after '?' is not of the form name=value",
                        "write ?name=value&name=value, '=' and '&' inside a value as %3D and %26; " + ENCODE);
            }
            String name = PercentEncoding.decode(pair.substring(0, equals));
            String value = PercentEncoding.decode(pair.substring(equals + 1));
            parameter(name, value);
        }
    }

    private void parameter(String name, String value) {
        if (name.equals("ssl") && value.equals("true")) {
            put("sslmode", "require");
        } else if (UrlParameters.REFUSED.containsKey(name)) {
            throw new UrlFormatException(
                    "the parameter '" + name + "' is not supported", UrlParameters.REFUSED.get(name));
        } else if (UrlParameters.VARIABLES.containsKey(name)
                || Set.of("host", "port", "user", "password", "dbname").contains(name)) {
            put(name, value);
        } else if (!UrlParameters.WITHOUT_EFFECT.contains(name)
                && !UrlParameters.OF_OTHERS.contains(name.toLowerCase(Locale.ROOT))) {
            String shown = name.matches("\\w{1,40}") ? "the parameter '" + name + "'" : "one of its parameters";
            throw new UrlFormatException(shown + " is unknown", "check its spelling or remove it; " + ENCODE);
        }
    }

    private void put(String name, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new UrlFormatException("its " + name + " contains a line break", "remove it");
        }
        values.put(name, value);
    }

    private PostgresUrl finish() {
        checkOneOf("sslmode", SSL_MODES);
        checkOneOf("target_session_attrs", SESSION_KINDS);
        String timeout = values.getOrDefault("connect_timeout", "15");
        if (!timeout.matches("\\d{1,6}")) {
            throw new UrlFormatException("connect_timeout is not a number of seconds", "write connect_timeout=15");
        }
        List<Host> hosts = pairUp(values.remove("host"), values.remove("port"));
        String user = takeOr("user", System.getProperty("user.name"));
        String password = takeOr("password", null);
        String database = takeOr("dbname", user);
        values.values().removeIf(String::isEmpty);
        return new PostgresUrl(hosts, user, password, database, values);
    }

    private static List<Host> pairUp(String names, String ports) {
        String[] name = names.split(",", -1);
        String[] port = ports.split(",", -1);
        if (port.length != 1 && port.length != name.length) {
            throw new UrlFormatException(
                    "it names " + name.length + " hosts but " + port.length + " ports",
                    "give one port for all, or one for each host");
        }
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < name.length; i++) {
            String host = name[i].isEmpty() ? "localhost" : name[i];
            if (!host.startsWith("/") && host.chars().anyMatch(c -> c <= ' ' || "@/?#\\".indexOf(c) >= 0)) {
                throw new UrlFormatException("its host contains a character that no host name has", ENCODE);
            }
            hosts.add(new Host(host, portNumber(port.length == 1 ? port[0] : port[i])));
        }
        return hosts;
    }

    private static int portNumber(String text) {
        int number = text.isEmpty() ? 5432 : text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (number < 1 || number > 65535) {
            throw new UrlFormatException("its port is not a number from 1 to 65535", ENCODE);
        }
        return number;
    }

    private void checkOneOf(String name, Set<String> allowed) {
        String value = values.get(name);
        if (value != null && !value.isEmpty() && !allowed.contains(value)) {
            throw new UrlFormatException(
                    name + " has a value that PostgreSQL does not know",
                    "use one of " + String.join(", ", allowed.stream().sorted().toList()));
        }
    }

    private String takeOr(String name, String otherwise) {
        String value = values.remove(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    /** The index of the first {@code mark}, else the length. */
    private static int endBefore(String text, char mark) {
        int index = text.indexOf(mark);
        return index < 0 ? text.length() : index;
    }
}
