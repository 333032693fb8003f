package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.BackupSlots;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.table.CopyPlan;
import co.zencap.backup.recovery.table.CopyPlanning;
import co.zencap.backup.recovery.table.CopyWish;
import co.zencap.backup.recovery.table.DifferencePages;
import co.zencap.backup.recovery.table.RestoredTables.NotRestored;
import co.zencap.backup.recovery.table.TableComparison;
import co.zencap.backup.recovery.table.TableRecoveries;
import co.zencap.backup.recovery.table.TableRecovery;
import co.zencap.backup.recovery.table.TableWish;
import co.zencap.backup.recovery.table.workflow.CompareRequest;
import co.zencap.backup.recovery.table.workflow.CopyRequest;
import co.zencap.backup.recovery.table.workflow.DropRequest;
import co.zencap.backup.recovery.table.workflow.TableRequest;
import co.zencap.backup.settings.NoSuchTarget;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.ProducerTemplate;

/** {@code /api/v1/restored-tables}: tables of backups beside the live ones, how they differ, and rows on their way back. */
public final class TableResource {
    private static final Set<String> OF_RESTORE = Set.of("target", "tables", "schemas", "backupId", "at");
    private static final Set<String> OF_COPY = Set.of("tables", "rows", "keys", "dryRun", "confirmed", "database");

    private final Settings settings;
    private final TableRecoveries tables;
    private final Operations operations;
    private final BackupSlots slots;
    private final RouteQueues queues;
    private final ProducerTemplate routes;
    private final Function<String, Optional<String>> targetOfBackup;

    /** @param targetOfBackup whose backup an id is, as far as is known */
    public TableResource(
            Settings settings,
            TableRecoveries tables,
            Operations operations,
            BackupSlots slots,
            RouteQueues queues,
            ProducerTemplate routes,
            Function<String, Optional<String>> targetOfBackup) {
        this.targetOfBackup = targetOfBackup;
        this.settings = settings;
        this.tables = tables;
        this.operations = operations;
        this.slots = slots;
        this.queues = queues;
        this.routes = routes;
    }

    /** Starts restoring tables beside the live ones: {@code tables}, {@code schemas}, {@code backupId} or {@code at}. */
    public Answer restore(
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AdminRequest request = AdminRequest.parse(contentType, body).of(OF_RESTORE);
        List<TableWish> wished =
                request.texts("tables").stream().map(TableCall::wish).toList();
        List<String> schemas = request.texts("schemas");
        if (wished.isEmpty() && schemas.isEmpty()) {
            throw new ApiProblem(
                    422,
                    "No table",
                    "Neither 'tables' nor 'schemas' names one.",
                    "Send {\"tables\":[\"public.orders\"]}.");
        }
        Optional<String> backup = request.optional("backupId");
        if (backup.isPresent() && !BackupId.isValid(backup.get())) {
            throw RequestedBackup.unknown();
        }
        Optional<Instant> at = request.optional("at").map(text -> CallTime.of("at", text));
        if (backup.isPresent() && at.isPresent()) {
            throw new ApiProblem(
                    422, "Two backups", "'backupId' and 'at' both choose a backup.", "Leave one of them out.");
        }
        String target = target(request.optional("target"), backup);
        RunningOperation operation = alone(Kind.TABLE_RESTORATION, target);
        var wish = new TableRequest(target, wished, schemas, backup, at, caller, operation);
        return Answer.accepted(queues.put("seda:restore-tables", wish, operation));
    }

    /** Whose: the database of the backup that is named, else the primary one where none is. */
    private String target(Optional<String> named, Optional<String> backup) {
        return asked(() -> settings.databaseOf(named.or(() -> backup.flatMap(targetOfBackup))
                        .orElse(settings.target().value()))
                .name());
    }

    private String targetOf(String schema, String named) {
        return asked(() -> tables.targetOf(schema, Optional.ofNullable(named)));
    }

    /** What has been restored. */
    public Answer list() {
        TableRecoveries.Restored all = asked(tables::all);
        return Answer.ok(Map.of("restoredTables", all.schemas(), "away", all.away()));
    }

    /** One of it. */
    public Answer get(@Header("id") String id, @Header("target") String named) {
        return Answer.ok(asked(() -> tables.of(targetOf(id, named)).restored().find(id)));
    }

    /** Starts comparing a restored table with the live one. */
    public Answer compare(
            @Header("id") String id,
            @Header("target") String named,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType) {
        TableWish wish = TableCall.wish(
                AdminRequest.parse(contentType, body).required("table", "{\"table\":\"public.orders\"}"));
        String target = targetOf(id, named);
        RunningOperation operation = alone(Kind.TABLE_COMPARISON, target);
        return Answer.accepted(
                queues.put("seda:compare-table", new CompareRequest(target, id, wish, operation), operation));
    }

    /** A page of the rows that differ. */
    public Answer differences(
            @Header("id") String id,
            @Header("target") String named,
            @Header("table") String table,
            @Header("kind") String kind,
            @Header("after") String after,
            @Header("limit") String limit) {
        if (table == null) {
            throw new ApiProblem(422, "Missing parameter", "'table' is missing.", "Send ?table=public.orders.");
        }
        if (kind != null && !TableComparison.kinds().contains(kind)) {
            throw new ApiProblem(
                    422, "Wrong kind", "'kind' is missing, changed or unexpected.", "Leave it out for all of them.");
        }
        long from = TableCall.number(after, "after", 0);
        int most = SearchTerm.limit(limit, 50, DifferencePages.MOST_ROWS);
        return Answer.ok(asked(() -> tables.of(targetOf(id, named))
                .pages()
                .page(id, TableCall.wish(table), Optional.ofNullable(kind), from, most)));
    }

    /** Plans a copying back ({@code dryRun}), or starts it ({@code confirmed}, into {@code database} and no other). */
    public Answer copyBack(
            @Header("id") String id,
            @Header("target") String inDatabaseOf,
            String body,
            @Header(Exchange.CONTENT_TYPE) String contentType,
            @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        AdminRequest request = AdminRequest.parse(contentType, body).of(OF_COPY);
        var wish = new CopyWish(
                id,
                request.texts("tables").stream().map(TableCall::wish).toList(),
                TableCall.kinds(request.optional("rows").orElse("all")),
                TableCall.keys(request.member("keys")));
        boolean dry = request.flag("dryRun");
        boolean confirmed = request.flag("confirmed");
        String target = targetOf(id, inDatabaseOf);
        TableRecovery live = asked(() -> tables.of(target));
        request.optional("database").ifPresent(named -> requireDatabase(named, live));
        Optional<CopyPlan> plan = plan(live, wish, dry || !confirmed);
        if (dry) {
            return Answer.ok(Map.of("success", true, "plan", plan.orElseThrow()));
        }
        plan.ifPresent(found -> requireSense(found, confirmed));
        RunningOperation operation = alone(Kind.COPY_BACK, target);
        return Answer.accepted(
                queues.put("seda:copy-rows-back", new CopyRequest(target, wish, caller, operation), operation));
    }

    /**
     * @param needed whether it is what was asked for; else the copying back, which plans again, takes the time that it takes
     * @return empty where it takes longer than whoever calls waits
     */
    private Optional<CopyPlan> plan(TableRecovery live, CopyWish wish, boolean needed) {
        return asked(() -> {
            try {
                return Optional.of(live.planning().plan(wish));
            } catch (CopyPlanning.TooLong e) {
                if (needed) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }

    private static void requireDatabase(String named, TableRecovery tables) {
        String live = tables.live().database();
        if (!named.equals(live)) {
            throw new ApiProblem(
                    412,
                    "Nothing was copied",
                    "The service would write to the database " + live + ", and not " + AdminActions.safe(named) + ".",
                    "Name that one, or call another service (BACKUP_API_URL).");
        }
    }

    private static void requireSense(CopyPlan plan, boolean confirmed) {
        if (!confirmed) {
            throw new ApiProblem(
                    422,
                    "Not confirmed",
                    plan.sentence(),
                    "Send \"confirmed\": true to do it, or \"dryRun\": true to see the whole plan.");
        }
        if (plan.blocked()) {
            throw new ApiProblem(
                    422, "Nothing can be copied", plan.obstacles(), "Send \"dryRun\": true to see the whole plan.");
        }
        if (plan.rows() == 0) {
            throw new ApiProblem(
                    409,
                    "Nothing to copy",
                    "No such row differs.",
                    "Compare again if the live table has changed since.");
        }
    }

    /** Drops what was restored, and what was kept of the live tables beside it. */
    public Answer drop(
            @Header("id") String id, @Header("target") String named, @ExchangeProperty(Caller.PROPERTY) Caller caller) {
        String target = targetOf(id, named);
        Set<String> targets = settings.isPrimary(target)
                ? Set.of(target, settings.fullTarget().value())
                : Set.of(target);
        // What pg_dump has listed and not yet locked must not be gone when it comes to it, on whichever node it runs.
        try (BackupSlots.Pause pause = slots.pause(targets)) {
            if (isBackedUp(targets) || !pause.isReached()) {
                throw ApiProblem.busy("A backup of the database is running, which would fail if a table went.");
            }
            routes.sendBody("direct:drop-restored-tables", new DropRequest(target, id, caller));
        } catch (CamelExecutionException e) {
            throw ApiProblem.of(409, "Not dropped", e);
        }
        return Answer.ok(Map.of("success", true, "dropped", id));
    }

    private boolean isBackedUp(Set<String> targets) {
        return operations.running().stream().anyMatch(o -> o.kind() == Kind.BACKUP && targets.contains(o.target()));
    }

    private RunningOperation alone(Kind kind, String target) {
        return operations
                .beginAlone(kind, target, Set.of())
                .orElseThrow(() -> ApiProblem.busy("A " + kind + " is running already."));
    }

    private interface Question<T> {
        T ask() throws IOException;
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (NotRestored e) {
            throw ApiProblem.of(404, "Not found", e);
        } catch (NoSuchTarget e) {
            throw ApiProblem.of(404, "No such target", e);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.of(422, "Not possible", e);
        } catch (IOException e) {
            throw ApiProblem.of(409, "Not possible now", e);
        }
    }
}
