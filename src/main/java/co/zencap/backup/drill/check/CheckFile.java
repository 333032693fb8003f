package co.zencap.backup.drill.check;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.core.Parser;

/** The text of a check: comments at the top that say its name and what it must return, then the query. */
final class CheckFile {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern DIRECTIVE = Pattern.compile("--\\s*(name|expect|expect rows|timeout)\\s*:\\s*(.*)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|min)");
    private static final Map<String, Long> UNIT_MILLIS = Map.of("ms", 1L, "s", 1_000L, "min", 60_000L);

    private final String file;
    private final Map<String, String> directives = new HashMap<>();

    private CheckFile(String file) {
        this.file = file;
    }

    /**
     * @param file its name, for messages
     * @throws IllegalArgumentException with a sentence and a hint
     */
    static SqlCheck parse(String file, String text) {
        var parsed = new CheckFile(file);
        text.lines()
                .map(String::strip)
                .takeWhile(line -> line.isEmpty() || line.startsWith("--"))
                .filter(line -> !line.isEmpty())
                .forEach(parsed::directive);
        return parsed.check(text);
    }

    private void directive(String line) {
        Matcher matcher = DIRECTIVE.matcher(line);
        if (!matcher.matches()) {
            throw refused(
                    "'" + Shown.message(line) + "' at the top is none of name, expect, expect rows and timeout",
                    "write it like -- expect: 0; other comments go below the query's first line");
        }
        if (matcher.group(2).isEmpty()) {
            throw refused("nothing stands behind '" + matcher.group(1) + ":'", "write it like -- expect: 0");
        }
        if (directives.put(matcher.group(1), matcher.group(2)) != null) {
            throw refused("'" + matcher.group(1) + "' is there twice", "keep one; a second check is a second file");
        }
    }

    private SqlCheck check(String text) {
        return new SqlCheck(name(), query(text), expectation(), timeout());
    }

    private String name() {
        String name = directives.get("name");
        if (name == null || name.length() > 200) {
            throw refused(
                    name == null ? "it has no name" : "its name is longer than 200 characters",
                    "write a first line like -- name: Every order has a customer");
        }
        return name;
    }

    private Expectation expectation() {
        String value = directives.get("expect");
        String rows = directives.get("expect rows");
        if ((value == null) == (rows == null)) {
            throw refused(
                    value == null ? "it does not say what the query must return" : "it expects a value and rows",
                    "write either -- expect: 0 (one value) or -- expect rows: > 0 (how many rows)");
        }
        return value != null
                ? new Expectation.Value(value)
                : Expectation.Rows.parse(rows)
                        .orElseThrow(() -> refused(
                                "'" + Shown.message(rows) + "' is no number of rows",
                                "write it like -- expect rows: 0 or -- expect rows: > 0"));
    }

    private Duration timeout() {
        String text = directives.get("timeout");
        if (text == null) {
            return TIMEOUT;
        }
        return Optional.of(TIME.matcher(text))
                .filter(Matcher::matches)
                .map(time -> Duration.ofMillis(Long.parseLong(time.group(1)) * UNIT_MILLIS.get(time.group(2))))
                .filter(time -> time.toMillis() > 0 && time.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> refused(
                        "'" + Shown.message(text) + "' is no time from 1 ms to 60 min",
                        "write it like -- timeout: 30 s, with ms, s or min"));
    }

    /** Split as the driver will do it, so that what is one statement here is sent as one. */
    private String query(String text) {
        List<String> statements;
        try {
            statements = Parser.parseJdbcSql(text, true, false, true, false, false).stream()
                    .map(statement -> statement.nativeSql)
                    .filter(sql -> !sql.lines().map(String::strip).allMatch(l -> l.isEmpty() || l.startsWith("--")))
                    .toList();
        } catch (SQLException e) {
            throw refused("its SQL can't be read: " + e.getMessage(), "try the query with psql");
        }
        if (statements.size() != 1) {
            throw refused(
                    statements.isEmpty() ? "it has no query" : "it has " + statements.size() + " statements",
                    "write one query below the comments; a second check is a second file");
        }
        return statements.get(0);
    }

    private IllegalArgumentException refused(String why, String hint) {
        return new IllegalArgumentException("The check " + file + " can't be used: " + why + ". HINT: " + hint + ".");
    }
}
