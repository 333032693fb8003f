package co.zencap.backup.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An entry that the catalog does not take, however often it is asked: whoever waits for that keeps all that follows waiting.
 *
 * @param reason why, one sentence without what the entry says
 */
public record RefusedEntry(CatalogEntry entry, String reason) {
    /**
     * States that tell of this statement with these values, and of nothing that time or another one changes: what it says does
     * not fit its column or is too much (21, 22, 54), a rule of the table forbids it (23, 44, and P0001 of a trigger), it is no
     * SQL or of other types (42601, 42804, 42846, 42P08, 42P18), or the role may not do it (42501; a role that may do nothing
     * does not get as far as here, as the tables are looked at before).
     *
     * <p>All others may pass: connections and their end (08, 28, 3D, 57), locks and transactions (40, 55), read only (25006),
     * room and memory (53), the server's own troubles (58, XX), plans that have become old (0A000, 26000). And so may what is
     * not there (3F000, 42703, 42704, 42883, 42P01, 42P10): it is made when the tables are, or comes back with a catalog that is
     * being restored.
     */
    private static final Pattern FINAL =
            Pattern.compile("21...|22...|23...|44...|54...|42501|42601|42804|42846|42P08|42P18|P0001");

    private static final Pattern PARAMETER = Pattern.compile(":#(\\w+)");

    /** From what was thrown when it was written; empty when the catalog is away, or may take it another time. */
    public static Optional<RefusedEntry> of(CatalogEntry entry, Throwable thrown) {
        if (CatalogFailure.in(thrown).isPresent()) {
            return Optional.empty();
        }
        SQLException driver = null;
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            driver = each instanceof SQLException sql ? sql : driver;
        }
        if (driver == null) {
            return unfit(entry).map(reason -> new RefusedEntry(entry, reason));
        }
        return FINAL.matcher(String.valueOf(driver.getSQLState())).matches()
                ? Optional.of(new RefusedEntry(
                        entry, CatalogFailure.words(driver) + " (SQLSTATE " + driver.getSQLState() + ")."))
                : Optional.empty();
    }

    /** What another version of this program has written; the driver does not come to see it. */
    private static Optional<String> unfit(CatalogEntry entry) {
        if (entry.statement() == null || entry.parameters() == null) {
            return Optional.of("It names no statement, or no parameters.");
        }
        try (InputStream file = RefusedEntry.class.getResourceAsStream(entry.statement() + ".sql")) {
            if (file == null) {
                return Optional.of("This program knows no statement " + entry.statement() + ".");
            }
            return lacking(new String(file.readAllBytes(), StandardCharsets.UTF_8), entry.parameters());
        } catch (IOException e) {
            throw new UncheckedIOException("The statement " + entry.statement() + " can't be read", e);
        }
    }

    private static Optional<String> lacking(String sql, Map<String, Object> parameters) {
        var lacking = new TreeSet<String>();
        PARAMETER.matcher(sql).results().map(match -> match.group(1)).forEach(lacking::add);
        lacking.removeAll(parameters.keySet());
        return lacking.isEmpty()
                ? Optional.empty()
                : Optional.of("It lacks what its statement needs: " + String.join(", ", lacking) + ".");
    }
}
