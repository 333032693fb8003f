package co.zencap.backup.recovery.database;

import co.zencap.backup.postgres.PostgresUrl;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that swaps a database and ends at a step as if it were killed: without a hook, a finally or a word to the server.
 * Its URL comes by the environment.
 */
public final class SuddenEnd {
    static final String URL = "RECOVERY_POSTGRES_URL";
    static final int STATUS = 137;

    private SuddenEnd() {}

    /** @param arguments the recovery's id, a folder, the step, and whether it is an undo */
    public static void main(String[] arguments) throws IOException {
        SwapStep last = SwapStep.valueOf(arguments[2]);
        SwapStep.Witness witness = step -> {
            if (step == last) {
                Runtime.getRuntime().halt(STATUS);
            }
        };
        try (DatabaseRecovery recovery = DatabaseRecovery.open(
                PostgresUrl.parse(System.getenv(URL)), arguments[0], ShopBackup.tools(Path.of(arguments[1])), true)) {
            if (arguments[3].equals("undo")) {
                recovery.undo(witness);
            } else {
                recovery.swap(witness);
            }
        }
    }
}
