package co.zencap.backup.api;

import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.database.PreflightCheck;
import co.zencap.backup.recovery.database.RecoveryBusy;
import co.zencap.backup.recovery.standalone.SafetyChoice;
import co.zencap.backup.recovery.standalone.Shelf.NoBackup;
import co.zencap.backup.recovery.workflow.RecoveryPlan;
import co.zencap.backup.recovery.workflow.RecoveryPlans;
import co.zencap.backup.recovery.workflow.RecoveryRecord;
import co.zencap.backup.recovery.workflow.RecoveryRecords;
import co.zencap.backup.recovery.workflow.RecoveryRequest;
import co.zencap.backup.recovery.workflow.RecoveryType;
import co.zencap.backup.recovery.workflow.RecoveryWish;
import co.zencap.backup.recovery.workflow.UndoRequest;
import co.zencap.backup.settings.NoSuchTarget;
import co.zencap.backup.settings.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Header;

/** What the API does with recoveries. */
public final class RecoveryActions {
    private static final int LISTED = 100;
    private static final Set<String> OPTIONS = Set.of(
            "target",
            "confirmed",
            "dryRun",
            "recoveryType",
            "backupTimestamp",
            "fileSets",
            "paths",
            "undo",
            "withoutSafetyBackup",
            "withoutOwners",
            "fromSafetyBackup",
            "fromDump");

    private final Settings settings;
    private final RecoveryPlans plans;
    private final RecoveryRecords records;
    private final Operations operations;
    private final RouteQueues queues;

    public RecoveryActions(
            Settings settings,
            RecoveryPlans plans,
            RecoveryRecords records,
            Operations operations,
            RouteQueues queues) {
        this.settings = settings;
        this.plans = plans;
        this.records = records;
        this.operations = operations;
        this.queues = queues;
    }

    /** Plans a recovery ({@code dryRun}), starts it ({@code confirmed}), or takes one back ({@code undo}). */
    Answer begin(AdminRequest request) {
        AdminRequest options = request.object("options", OPTIONS);
        boolean confirmed = options.flag("confirmed");
        Optional<String> undo = options.optional("undo");
        if (undo.isPresent()) {
            return undo(succeeded(undo.get()), confirmed);
        }
        boolean withOwners = !options.flag("withoutOwners");
        RecoveryPlan plan = plan(options, withOwners);
        if (options.flag("dryRun")) {
            return Answer.ok(Map.of("success", true, "plan", plan));
        }
        requireConfirmed(confirmed, plan.sentence());
        if (plan.blocked()) {
            throw blocked(plan);
        }
        RunningOperation operation = alone(plan.target());
        operation.backup(plan.backup().id());
        operation.result("notes", plan.notes());
        var wish = new RecoveryRequest(
                type(options),
                plan.source(),
                Optional.ofNullable(plan.log()),
                plan.recoveredFiles(),
                !options.flag("withoutSafetyBackup"),
                withOwners,
                operation);
        return Answer.accepted(queues.put("seda:recover", wish, operation));
    }

    /** The newest recoveries. */
    public Answer list() {
        try {
            return Answer.ok(Map.of("recoveries", records.latest(LISTED)));
        } catch (IOException e) {
            throw impossible("The recoveries can't be read", e);
        }
    }

    /** One of them. */
    public Answer get(@Header("id") String id) {
        return Answer.ok(existing(id));
    }

    /** Its signed account; its bytes are what its signature is of. */
    public Answer certificate(@Header("id") String id) {
        return records.certificate(id)
                .map(Answer::verbatim)
                .orElseThrow(() -> new ApiProblem(
                        404,
                        "No certificate",
                        "No recovery with the id '" + AdminActions.safe(id) + "' has succeeded.",
                        "./zencap disaster-recovery --list, or GET /api/v1/recoveries, lists them."));
    }

    private Answer undo(RecoveryRecord recovery, boolean confirmed) {
        requireConfirmed(
                confirmed,
                "What was there before recovery " + recovery.id() + " would be put back as " + recovery.kept()
                        + (recovery.database() == null || !recovery.existed() ? "" : "; sessions would be ended")
                        + ", and what was written since the recovery would not be in it."
                        + (recovery.database() == null || recovery.existed()
                                ? ""
                                : " The database " + recovery.database()
                                        + ", which was not there before, would stay in use."));
        RunningOperation operation = alone(recovery.target());
        return Answer.accepted(queues.put("seda:undo-recovery", new UndoRequest(recovery, operation), operation));
    }

    /**
     * One that was cut off is ended first: the next one would take what it has left for rubbish.
     *
     * @param target whose database is recovered; no other is meanwhile
     */
    private RunningOperation alone(String target) {
        Optional<RecoveryRecord> left = leftBehind();
        if (left.isPresent() && operations.running().stream().noneMatch(each -> each.kind() == Kind.RECOVERY)) {
            throw new ApiProblem(
                    409,
                    "Busy",
                    "Recovery " + left.get().id() + " of " + left.get().what()
                            + " was cut off, and is not finished or taken back yet.",
                    "The service tries that every half a minute, and ./zencap alerts says what keeps it from it. Where"
                            + " that can't be mended, ./zencap recover needs no service.");
        }
        return operations
                .beginAlone(
                        Kind.RECOVERY, target, Set.copyOf(settings.databases().targets()))
                .orElseThrow(RecoveryActions::busy);
    }

    private Optional<RecoveryRecord> leftBehind() {
        try {
            return records.unended().stream().findFirst();
        } catch (IOException e) {
            throw impossible("The recoveries can't be read", e);
        }
    }

    private static ApiProblem busy() {
        return ApiProblem.busy("A recovery is running already.");
    }

    private static void requireConfirmed(boolean confirmed, String would) {
        if (!confirmed) {
            throw new ApiProblem(
                    422,
                    "Not confirmed",
                    would,
                    "Send \"confirmed\": true in 'options' to do it, or \"dryRun\": true to see the whole plan.");
        }
    }

    private RecoveryPlan plan(AdminRequest options, boolean withOwners) {
        Optional<Instant> at = options.optional("backupTimestamp").map(text -> CallTime.of("backupTimestamp", text));
        try {
            return plans.of(new RecoveryWish(
                    options.optional("target"),
                    type(options),
                    at,
                    options.texts("fileSets"),
                    options.texts("paths"),
                    withOwners,
                    safety(options),
                    options.flag("fromDump")));
        } catch (NoSuchTarget e) {
            throw ApiProblem.of(404, "No such target", e);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.of(422, "This can't be recovered", e);
        } catch (NoBackup e) {
            throw ApiProblem.of(404, "No backup", e);
        } catch (RecoveryBusy e) {
            throw busy();
        } catch (IOException e) {
            throw impossible("The recovery can't be planned", e);
        }
    }

    /** {@code true}, or the id of the recovery that has made it. */
    private static SafetyChoice safety(AdminRequest options) {
        Optional<JsonNode> asked = options.member("fromSafetyBackup");
        if (asked.filter(value -> !value.isBoolean() && !value.isTextual()).isPresent()) {
            throw new ApiProblem(
                    422,
                    "Wrong type",
                    "'fromSafetyBackup' must be true or false, or the id of a recovery.",
                    "Write an id in double quotes, and true without.");
        }
        return asked.filter(JsonNode::isTextual)
                .map(id -> SafetyChoice.of(id.textValue()))
                .orElseGet(() -> options.flag("fromSafetyBackup") ? SafetyChoice.NEWEST : SafetyChoice.NONE);
    }

    private static ApiProblem impossible(String title, IOException e) {
        return ApiProblem.of(409, title, e);
    }

    private static ApiProblem blocked(RecoveryPlan plan) {
        var blocking = plan.checks().stream().filter(PreflightCheck::isBlocking).toList();
        return new ApiProblem(
                422,
                "The recovery can't begin",
                blocking.stream().map(PreflightCheck::detail).collect(Collectors.joining(" ")),
                blocking.stream().map(PreflightCheck::hint).collect(Collectors.joining(" ")));
    }

    private static RecoveryType type(AdminRequest options) {
        String word = options.optional("recoveryType").orElse(RecoveryType.FULL.word());
        return RecoveryType.of(word)
                .orElseThrow(() -> new ApiProblem(
                        422,
                        "Unknown recovery type",
                        "There is no recovery of type '" + AdminActions.safe(word) + "'.",
                        "Use full, database_only or files_only."));
    }

    private RecoveryRecord succeeded(String id) {
        RecoveryRecord recovery = existing(id);
        if (!recovery.isUndoable()) {
            throw new ApiProblem(
                    409,
                    "Nothing to undo",
                    "Recovery " + recovery.id() + " "
                            + (recovery.state() == RecoveryRecord.State.SUCCEEDED
                                    ? "replaced nothing: there was no database before."
                                    : "is not in use: it is "
                                            + recovery.state().name().toLowerCase(Locale.ROOT) + "."),
                    "./zencap disaster-recovery --list, or GET /api/v1/recoveries, lists them.");
        }
        return recovery;
    }

    private RecoveryRecord existing(String id) {
        try {
            return records.find(id)
                    .orElseThrow(() -> new ApiProblem(
                            404,
                            "No such recovery",
                            "There is no recovery with the id '" + AdminActions.safe(id) + "'.",
                            "./zencap disaster-recovery --list, or GET /api/v1/recoveries, lists them."));
        } catch (IOException e) {
            throw impossible("The recoveries can't be read", e);
        }
    }
}
