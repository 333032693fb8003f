package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which restored tables a command is about. */
final class RestoredSchema {
    @Parameters(
            index = "0",
            paramLabel = "SCHEMA",
            description = "Where they were restored, as ./zencap table list shows it.")
    private String name;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "In whose database, where several have a schema of that name.")
    private Optional<String> target = Optional.empty();

    String name() {
        return name;
    }

    /** As the API is asked for it. */
    ApiClient.RestoredIn in() {
        return new ApiClient.RestoredIn(name, target);
    }
}
