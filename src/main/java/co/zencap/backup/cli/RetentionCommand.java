package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ExitStatus;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Explains what retention keeps and deletes, or has it deleted. */
@Command(
        name = "retention",
        description = "Shows for every backup in every repository whether the policy keeps it, and why; or cleans up.",
        footer = {
            "",
            "Policies are BACKUP_RETENTION_LOCAL, BACKUP_RETENTION_S3 and config/retention.yaml. A cleanup runs daily.",
            "Examples: ./zencap retention",
            "          ./zencap retention --run --wait"
        })
final class RetentionCommand extends SurroundedCommand {
    @ArgGroup
    private What what = new What();

    @Option(
            names = "--allow-large-purge",
            description = "With --run: even if more goes at once than BACKUP_RETENTION_MAX_PURGE_PERCENT allows.")
    private boolean allowLargePurge;

    @Option(names = "--wait", description = "With --run: wait for its end; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print what the API gives.")
    private boolean json;

    static final class What {
        @Option(names = "--dry-run", description = "Explain, and delete nothing (the default).")
        private boolean dryRun;

        @Option(names = "--run", description = "Delete what the dry run says.")
        private boolean run;
    }

    RetentionCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        ApiClient api = surroundings().api();
        if (what.run) {
            return new OperationOutcome(surroundings(), api).show(api.cleanUp(allowLargePurge), wait, json);
        }
        if (allowLargePurge || wait) {
            throw new IllegalArgumentException(
                    "--allow-large-purge and --wait go with --run. HINT: ./zencap retention --help shows how.");
        }
        JsonNode plan = api.retention();
        if (json) {
            surroundings().terminal().out().println(plan.toPrettyString());
        } else {
            new RetentionView(plan, surroundings().clock().instant())
                    .print(surroundings().terminal());
        }
        return ExitStatus.OK;
    }
}
