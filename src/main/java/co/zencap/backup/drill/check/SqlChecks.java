package co.zencap.backup.drill.check;

import co.zencap.backup.drill.check.SqlFiles.SqlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The folder of checks, {@code config/checks}. */
public final class SqlChecks {
    private SqlChecks() {}

    /**
     * All checks, in the order of their files' names.
     *
     * @param folder need not be there
     * @throws IllegalArgumentException with a sentence and a hint if one can't be used: a check left out unnoticed would
     *     make its test worth less than it says
     */
    public static List<SqlCheck> read(Path folder) throws IOException {
        List<SqlCheck> checks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SqlFile file : SqlFiles.read(folder, "check")) {
            SqlCheck check = CheckFile.parse(file.name(), file.text());
            if (!names.add(check.name())) {
                throw new IllegalArgumentException("Two checks in " + folder + " have the name '" + check.name()
                        + "', so that a report could not tell them apart. HINT: give " + file.name()
                        + " another name in its first line.");
            }
            checks.add(check);
        }
        return List.copyOf(checks);
    }
}
