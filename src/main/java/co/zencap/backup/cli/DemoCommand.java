package co.zencap.backup.cli;

import co.zencap.backup.demo.Demo;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows it at work. */
@Command(
        name = "demo",
        description = {
            "Shows everything at work on embedded parts; needs no settings.",
            "It starts PostgreSQL with sample data, an S3 server and the service; backs up, sends off site, verifies, restores and",
            "compares, reports, and stays up until Ctrl-C."
        },
        footer = {
            "",
            "Needs no settings and uses none of yours. Everything lies under .zencap/demo/, which its last words name with its",
            "size; it is kept for the next demo until you remove it.",
            "Example: ./zencap demo --exit"
        })
final class DemoCommand extends SurroundedCommand {
    private static final int LAST_PORT = 65_535;

    @Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Option(names = "--exit", description = "End after the report: exit status 0, or 1 when a step failed.")
    private boolean exit;

    @Option(names = "--port", paramLabel = "N", description = "Where the service listens; else 3000, or a free port.")
    private Integer port;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    DemoCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        if (port != null && (port < 1 || port > LAST_PORT)) {
            throw new ParameterException(spec.commandLine(), "--port must be from 1 to " + LAST_PORT + ".");
        }
        var wish = new Demo.Wish(port == null ? OptionalInt.empty() : OptionalInt.of(port), exit, json);
        Surroundings here = surroundings();
        return new Demo(here.home(), here.terminal(), here.clock(), here.pause()).run(wish);
    }
}
