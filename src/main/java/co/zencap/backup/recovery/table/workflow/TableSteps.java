package co.zencap.backup.recovery.table.workflow;

import co.zencap.backup.access.Caller;
import co.zencap.backup.alert.Alert;
import co.zencap.backup.alert.Alert.Level;
import co.zencap.backup.alert.Ending;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.BackupId;
import co.zencap.backup.backup.Manifest;
import co.zencap.backup.backup.Retrievals;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.operation.Operation;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.recovery.table.CopyBack.Copied;
import co.zencap.backup.recovery.table.RestoredSchema;
import co.zencap.backup.recovery.table.RestoredSchema.Table;
import co.zencap.backup.recovery.table.TableComparison.Found;
import co.zencap.backup.recovery.table.TableRecoveries;
import co.zencap.backup.recovery.workflow.RecoveryPlans;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;

/** The steps of {@code routes/table-restoration.camel.yaml}. */
public final class TableSteps {
    private final Settings settings;
    private final TableRecoveries tables;
    private final RecoveryPlans plans;
    private final List<Repository> repositories;
    private final Retrievals retrievals;
    private final Clock clock;

    /** @param repositories the nearest first */
    public TableSteps(
            Settings settings,
            TableRecoveries tables,
            RecoveryPlans plans,
            List<Repository> repositories,
            Retrievals retrievals,
            Clock clock) {
        this.settings = settings;
        this.tables = tables;
        this.plans = plans;
        this.repositories = List.copyOf(repositories);
        this.retrievals = retrievals;
        this.clock = clock;
    }

    /** Opens the backup, and waits for what of it lies in an archive tier. */
    public StoredBackup choose(@ExchangeProperty("request") TableRequest request) throws IOException {
        RunningOperation operation = request.operation();
        var notes = new ArrayList<String>();
        StoredBackup backup = request.backup().isPresent()
                ? open(request.target(), request.backup().get(), operation)
                : plans.choose(request.target(), request.at(), operation, notes);
        Manifest manifest = backup.manifest();
        manifest.safety().ifPresent(notes::add);
        operation.backup(manifest.id().value());
        operation.result("repository", backup.repository().id());
        operation.result("notes", notes);
        Artifact dump = manifest.artifact(Artifact.Role.DATABASE)
                .orElseThrow(() -> new IOException("Backup " + manifest.id()
                        + " holds files and no database. HINT: ./zencap list shows what each backup holds."));
        retrievals.bring(backup.repository(), List.of(manifest.folder() + dump.name()), operation);
        return backup;
    }

    private StoredBackup open(String database, String id, RunningOperation operation) throws IOException {
        List<String> targets = settings.isPrimary(database)
                ? List.of(database, settings.fullTarget().value())
                : List.of(database);
        IOException failure = null;
        for (Repository repository : repositories) {
            for (String target : targets) {
                try {
                    return retrievals.open(repository, target, new BackupId(id), settings.masterKey(), operation);
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        throw failure;
    }

    /** Restores the tables beside the live ones. */
    public RestoredSchema restore(@Body StoredBackup backup, @ExchangeProperty("request") TableRequest request)
            throws IOException {
        return tables.of(request.target())
                .restore()
                .run(backup, request.tables(), request.schemas(), request.operation());
    }

    /** Ends it well. */
    public CatalogEntry restored(@Body RestoredSchema schema, @ExchangeProperty("request") TableRequest request) {
        RunningOperation operation = request.operation();
        operation.result("schema", schema.id());
        operation.result("takenAt", schema.takenAt());
        operation.result("tables", schema.tables().size());
        operation.result("rows", schema.tables().stream().mapToLong(Table::rows).sum());
        operation.result("restored", schema.tables());
        operation.succeed();
        return audit(
                request.caller(),
                request.target(),
                Action.RESTORE_TABLES,
                schema.backup(),
                operation.id(),
                "Restored beside the live tables as " + schema.id() + ": " + names(schema) + ".");
    }

    private static String names(RestoredSchema schema) {
        return schema.tables().stream().map(Table::of).collect(Collectors.joining(", "));
    }

    /** Compares a restored table with the live one, and ends well. */
    public void compare(@Body CompareRequest request) throws IOException {
        RunningOperation operation = request.operation();
        operation.phase("compare", 0);
        Found found = tables.of(request.target()).comparison().run(request.schema(), request.table());
        operation.result("schema", request.schema());
        operation.result("table", found.table());
        operation.result("live", found.isLive());
        operation.result("byKey", found.differences().byKey());
        operation.result("missing", found.differences().missing());
        operation.result("changed", found.differences().changed());
        operation.result("unexpected", found.differences().unexpected());
        operation.result("notes", found.notes());
        operation.succeed();
    }

    /** Copies rows back, and ends well. */
    public CatalogEntry copyBack(@Body CopyRequest request) throws IOException {
        RunningOperation operation = request.operation();
        operation.phase("copy back", 0);
        Copied copied = tables.of(request.target()).copyBack().run(request.wish(), operation.id());
        operation.result("schema", request.wish().schema());
        operation.result("inserted", copied.inserted());
        operation.result("updated", copied.updated());
        operation.result("before", copied.before());
        operation.result("notes", copied.notes());
        operation.succeed();
        return audit(
                request.caller(),
                request.target(),
                Action.COPY_BACK,
                copied.backup(),
                operation.id(),
                copied.inserted() + " rows put in and "
                        + copied.updated() + " replaced, from " + request.wish().schema() + " into "
                        + String.join(", ", copied.before().keySet()) + ".");
    }

    /** Drops what was restored. */
    public CatalogEntry drop(@Body DropRequest request) throws IOException {
        RestoredSchema dropped = tables.of(request.target()).restored().drop(request.schema());
        return audit(
                request.caller(),
                request.target(),
                Action.DROP_RESTORED,
                dropped.backup(),
                null,
                "Dropped " + dropped.id() + ": " + names(dropped) + ".");
    }

    /** Drops what a restore has left whose process has died. */
    public void sweep() throws IOException {
        tables.sweep();
    }

    /** Ends one that failed; nothing in the live database has changed. */
    public Alert fail(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
            @ExchangeProperty("operation") RunningOperation operation) {
        Operation.Kind kind = operation.snapshot().kind();
        var problem = Problem.of("The " + kind + " of " + operation.target() + " failed", failure);
        operation.fail(problem);
        return Alert.of(Level.ERROR, kind.toString(), operation.snapshot(), problem, clock.instant())
                .until(Ending.success(kind));
    }

    private CatalogEntry audit(
            Caller caller, String target, Action action, String backup, String operation, String reason) {
        return new AuditEntry(caller.name(), action, target, "", backup, operation, 0, reason)
                .from(caller.address())
                .at(clock.instant());
    }
}
