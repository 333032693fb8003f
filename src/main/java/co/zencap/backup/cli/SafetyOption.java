package co.zencap.backup.cli;

import co.zencap.backup.recovery.standalone.SafetyChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --from-safety-backup}, of each command that recovers. */
final class SafetyOption {
    private static final String NEWEST = "true";

    @Option(
            names = "--from-safety-backup",
            arity = "0..1",
            fallbackValue = NEWEST,
            paramLabel = "RECOVERY",
            description = {
                "A safety backup: what a recovery by the service has replaced; the newest, or that of the recovery with",
                "this id. Without this none is taken, however new it is."
            })
    private Optional<String> recovery = Optional.empty();

    /** As a recovery without the service takes it. */
    SafetyChoice choice() {
        return recovery.map(id -> id.equals(NEWEST) ? SafetyChoice.NEWEST : SafetyChoice.of(id))
                .orElse(SafetyChoice.NONE);
    }

    /** As the API takes it: {@code true}, or the recovery's id; empty when it was not asked for. */
    Optional<Object> member() {
        return recovery.map(id -> id.equals(NEWEST) ? Boolean.TRUE : id);
    }
}
