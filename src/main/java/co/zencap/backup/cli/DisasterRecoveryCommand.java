package co.zencap.backup.cli;

import co.zencap.backup.client.ApiClient;
import co.zencap.backup.client.ApiFailure;
import co.zencap.backup.client.ExitStatus;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.recovery.workflow.RecoveryType;
import co.zencap.backup.terminal.Terminal;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the service for a recovery. */
@Command(
        name = "disaster-recovery",
        description = {
            "Has the service put its database, its files or both back.",
            "A backup is restored beside what is live, compared with what was backed up, and only then swapped in. What was live is",
            "kept. A failure at any step leaves production as it was.",
            "Without the service, with nothing but the repository and the key: ./zencap recover."
        },
        footer = {
            "",
            "Examples: ./zencap disaster-recovery --plan",
            "          ./zencap disaster-recovery --confirm shop --at 2026-01-31T12:00:00Z --wait",
            "          ./zencap disaster-recovery --target orders --confirm orders --wait",
            "          ./zencap disaster-recovery --type files_only --confirm uploads --path /srv/uploads/2026 --wait",
            "          ./zencap disaster-recovery --undo dr0123456789ab --wait",
            "          ./zencap disaster-recovery --drop-kept shop_before_dr0123456789ab"
        })
final class DisasterRecoveryCommand extends SurroundedCommand {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private What what;

    /** One of them. */
    private static final class What {
        @Option(names = "--plan", description = "Show what would be done; change nothing.")
        private boolean plan;

        @Option(
                names = "--confirm",
                paramLabel = "NAME",
                description = {
                    "Do it. The name of the database that is replaced, or of the file sets (a,b), so that it is not the",
                    "wrong one; the plan tells."
                })
        private Optional<String> name = Optional.empty();

        @Option(names = "--undo", paramLabel = "ID", description = "Put back what a recovery has replaced.")
        private Optional<String> undo = Optional.empty();

        @Option(
                names = "--drop-kept",
                paramLabel = "DATABASE",
                description = "Drop the database that a recovery has kept, by its name; there is no way back.")
        private Optional<String> dropKept = Optional.empty();

        @Option(names = "--list", description = "Show the recoveries.")
        private boolean list;

        @Option(
                names = "--certificate",
                paramLabel = "ID",
                description = "Print the signed account of a recovery, byte for byte.")
        private Optional<String> certificate = Optional.empty();
    }

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description =
                    "Which database, by its target; else the one of POSTGRES_URL. Others come back by database_only.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = {
                "database_only, files_only, or full: the database and all files of one recovery point. By default",
                "database_only, or files_only where --set or --path is given."
            })
    private Optional<String> type = Optional.empty();

    @Option(names = "--set", paramLabel = "SET", description = "Of files: this file set only; may be repeated.")
    private List<String> sets = List.of();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Of files: this file, or this folder with all that is in it, only; may be repeated.")
    private List<String> paths = List.of();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "As of this moment: the newest backup of then, or the write-ahead log.")
    private Optional<String> at = Optional.empty();

    @Option(names = "--without-safety-backup", description = "Do not back up what is still there before.")
    private boolean withoutSafetyBackup;

    @Mixin
    private SafetyOption safety;

    @Option(
            names = "--from-dump",
            description = "Restore a dump, also where the write-ahead log would bring back more.")
    private boolean fromDump;

    @Option(names = "--no-owners", description = "Leave out owners and grants; needs no superuser.")
    private boolean noOwners;

    @Option(names = "--wait", description = "Wait for its end, with progress; exit status 1 when it failed.")
    private boolean wait;

    @Option(names = "--json", description = "Print the plan, the operation or the list as JSON.")
    private boolean json;

    DisasterRecoveryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws Exception {
        type.ifPresent(word -> Choice.of("--type", word, RecoveryType.words()));
        ApiClient api = surroundings().api();
        var view = new DisasterRecoveryView(
                surroundings().terminal(), surroundings().clock());
        if (what.certificate.isPresent()) {
            // It is signed byte for byte: not a line end more.
            var out = surroundings().terminal().out();
            out.print(api.recoveryCertificate(what.certificate.get()));
            out.flush();
            return ExitStatus.OK;
        }
        if (what.list) {
            JsonNode recoveries = api.recoveries();
            if (json) {
                print(recoveries);
            } else {
                view.list(recoveries);
            }
            return ExitStatus.OK;
        }
        if (what.dropKept.isPresent()) {
            return dropKept(api, what.dropKept.get());
        }
        if (what.undo.isPresent()) {
            return show(api, api.recover(Map.of("undo", what.undo.get())));
        }
        JsonNode plan = api.recoveryPlan(options());
        if (what.plan) {
            if (json) {
                print(plan);
            } else {
                view.plan(plan);
            }
            return plan.path("blocked").asBoolean() ? ExitStatus.REFUSED : ExitStatus.OK;
        }
        requireMeant(what.name.orElseThrow(), plan);
        return show(api, api.recover(options()));
    }

    /** Its name ends with the recovery's id. */
    private int dropKept(ApiClient api, String database) throws ApiFailure {
        api.dropKept(database.substring(database.lastIndexOf('_') + 1), database);
        surroundings().terminal().out().println("Dropped " + Terminal.harmless(database) + ".");
        return ExitStatus.OK;
    }

    private static void requireMeant(String named, JsonNode plan) throws Refusal {
        String meant = plan.path("confirm").asText(plan.path("database").asText());
        if (!named.equals(meant)) {
            throw new Refusal(
                    ExitStatus.USAGE,
                    new Problem(
                            "Nothing was begun",
                            "The service would replace " + (plan.hasNonNull("database") ? "the database " : "files of ")
                                    + meant + ", and not " + named + ".",
                            "name that with --confirm, or call another service (BACKUP_API_URL)."));
        }
    }

    private Map<String, Object> options() {
        var options = new LinkedHashMap<String, Object>();
        options.put("recoveryType", type.orElse(sets.isEmpty() && paths.isEmpty() ? "database_only" : "files_only"));
        target.ifPresent(name -> options.put("target", name));
        if (!sets.isEmpty()) {
            options.put("fileSets", sets);
        }
        if (!paths.isEmpty()) {
            options.put("paths", paths);
        }
        at.ifPresent(time -> options.put("backupTimestamp", time));
        if (withoutSafetyBackup) {
            options.put("withoutSafetyBackup", true);
        }
        safety.member().ifPresent(asked -> options.put("fromSafetyBackup", asked));
        if (fromDump) {
            options.put("fromDump", true);
        }
        if (noOwners) {
            options.put("withoutOwners", true);
        }
        return options;
    }

    private int show(ApiClient api, Operation started)
            throws ApiFailure, InterruptedException, JsonProcessingException {
        return new OperationOutcome(surroundings(), api).show(started, wait, json);
    }

    private void print(JsonNode document) throws JsonProcessingException {
        surroundings()
                .terminal()
                .out()
                .println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document));
    }
}
