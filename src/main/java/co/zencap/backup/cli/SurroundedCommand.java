package co.zencap.backup.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A command that is made with its {@link Surroundings}, and answers with an exit status. */
@Command(mixinStandardHelpOptions = true, versionProvider = Zencap.VersionText.class)
abstract class SurroundedCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    SurroundedCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Surroundings surroundings() {
        return surroundings;
    }
}
