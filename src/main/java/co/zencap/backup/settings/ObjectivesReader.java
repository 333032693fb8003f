package co.zencap.backup.settings;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.settings.Settings.Objectives;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads how long a recovery may take, and how much may be lost. */
final class ObjectivesReader extends VariableReader {
    /** A year. */
    private static final int MOST_MINUTES = 60 * 24 * 366;

    ObjectivesReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    /** @param terms what {@code config/targets.yaml} adds */
    Objectives read(TargetTerms terms) {
        return new Objectives(
                minutes("BACKUP_RTO_DATABASE_MINUTES", 30),
                minutes("BACKUP_RTO_FILES_MINUTES", 60),
                minutes("BACKUP_RTO_FULL_SYSTEM_MINUTES", 120),
                minutes("BACKUP_RPO_DATABASE_MINUTES", 60),
                minutes("BACKUP_RPO_FILES_MINUTES", 240),
                minutes("BACKUP_RPO_CRITICAL_MINUTES", 15),
                critical(terms),
                terms.objectives());
    }

    private Set<String> critical(TargetTerms terms) {
        return Stream.concat(
                        terms.critical().stream(),
                        text("BACKUP_CRITICAL_TARGETS").stream()
                                .flatMap(names -> Arrays.stream(names.split(",")))
                                .map(String::strip)
                                .filter(name -> !name.isEmpty()))
                .collect(Collectors.toSet());
    }

    private Duration minutes(String name, int byDefault) {
        return Duration.ofMinutes(number(name, byDefault, 1, MOST_MINUTES));
    }

    /** A misspelt name would leave a target with the longer objective. */
    static void check(Settings settings) {
        List<String> targets = new ArrayList<>();
        settings.databases().configured().forEach(database -> targets.add(database.name()));
        settings.fileSets().stream().map(FileSet::id).forEach(id -> targets.add(id.value()));
        for (String name : settings.objectives().critical()) {
            if (!targets.contains(name)) {
                throw new IllegalArgumentException("BACKUP_CRITICAL_TARGETS names '" + name
                        + "', which is neither a database nor a file set. HINT: use names out of "
                        + String.join(", ", targets) + ", with commas between.");
            }
        }
    }
}
