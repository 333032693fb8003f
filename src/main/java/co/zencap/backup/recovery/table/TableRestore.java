package co.zencap.backup.recovery.table;

import co.zencap.backup.backup.Artifact;
import co.zencap.backup.backup.StoredBackup;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.Quoting;
import co.zencap.backup.postgres.ServerFailure;
import co.zencap.backup.postgres.archive.ArchivedTables;
import co.zencap.backup.postgres.archive.TableLoad;
import co.zencap.backup.postgres.archive.TableLoad.CopyTarget;
import co.zencap.backup.postgres.archive.TableLoad.Loaded;
import co.zencap.backup.restore.RestoreTools;
import co.zencap.backup.stream.MeasuredInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Restores tables of a backup into a schema of their own. All of it is one transaction of the live database: who ends us at any
 * point leaves nothing there. The rows go from the repository to the server as they are read.
 */
public final class TableRestore {
    private final PostgresUrl live;
    private final RestoreTools tools;
    private final Duration lockWait;
    private final Clock clock;

    TableRestore(PostgresUrl live, RestoreTools tools, Duration lockWait, Clock clock) {
        this.live = live;
        this.tools = tools;
        this.lockWait = lockWait;
        this.clock = clock;
    }

    /** A table on its way. */
    private record Beside(String name, SourceTable source, List<ArchivedTables.Rows> rows, List<String> notes) {}

    /**
     * Does it.
     *
     * @param schemas all tables of these, beside the {@code tables}
     */
    public RestoredSchema run(
            StoredBackup backup, List<TableWish> tables, List<String> schemas, RunningOperation operation)
            throws IOException {
        operation.phase("structure", 0);
        List<SourceTable> chosen;
        ArchivedTables archived;
        Optional<String> note;
        try (StructureDatabase structure = StructureDatabase.of(backup, live, tools)) {
            chosen = structure.choose(tables, schemas);
            archived = structure.archived();
            note = structure.notWhole();
        }
        var mark = new Mark.OfSchema(
                backup.manifest().target(),
                backup.manifest().id().value(),
                backup.manifest().source().orElseThrow().snapshotTime(),
                clock.instant(),
                operation.id());
        try (LiveSession session = LiveSession.open(live, new LiveSession.Patience(lockWait, Duration.ZERO))) {
            try {
                BesideSchema schema = BesideSchema.make(session, mark);
                var made = new ArrayList<Beside>();
                for (SourceTable source : chosen) {
                    var notes = new ArrayList<String>();
                    note.ifPresent(notes::add);
                    made.add(new Beside(schema.make(source, notes), source, rows(source, archived), notes));
                }
                fill(session, schema, made, backup, archived, operation);
                RestoredSchema restored = RestoredTables.find(session, schema.name());
                session.commit();
                return restored;
            } catch (SQLException e) {
                throw session.failure("restore tables", e);
            } catch (IOException e) {
                throw e.getCause() instanceof SQLException sql && !(e instanceof ServerFailure)
                        ? session.failure("restore tables", sql)
                        : e;
            }
        }
    }

    private static List<ArchivedTables.Rows> rows(SourceTable source, ArchivedTables archived) {
        return archived.tables().stream()
                .filter(rows -> source.parts().contains(rows.table()))
                .toList();
    }

    private static void fill(
            LiveSession session,
            BesideSchema schema,
            List<Beside> made,
            StoredBackup backup,
            ArchivedTables archived,
            RunningOperation operation)
            throws IOException, SQLException {
        Map<Integer, CopyTarget> targets = new HashMap<>();
        for (Beside table : made) {
            for (ArchivedTables.Rows rows : table.rows()) {
                targets.put(rows.dumpId(), target(schema, table, rows));
            }
        }
        Artifact dump = backup.manifest().artifact(Artifact.Role.DATABASE).orElseThrow();
        operation.phase("restore", dump.storedBytes());
        var load = new TableLoad(session.connection(), archived.encoding(), targets);
        Map<Integer, Loaded> loaded;
        try (MeasuredInputStream stored = backup.openQuickly(dump, operation::progress);
                InputStream plain = backup.plaintext(dump, stored)) {
            loaded = load.run(plain);
        }
        operation.phase("compare with the backup", 0);
        for (Beside table : made) {
            requireSame(load, schema, table, loaded);
        }
        operation.phase("index", 0);
        for (Beside table : made) {
            long rows = table.rows().stream()
                    .mapToLong(each -> loaded.get(each.dumpId()).rows())
                    .sum();
            SourceTable source = table.source();
            schema.finish(
                    table.name(),
                    new Mark.OfTable(source.name().schema(), source.name().table(), rows, source.key(), table.notes()));
        }
    }

    private static CopyTarget target(BesideSchema schema, Beside table, ArchivedTables.Rows rows) {
        return new CopyTarget(
                schema.sql(table.name()),
                rows.columns().stream().map(Quoting::name).collect(Collectors.joining(", ")));
    }

    /** What the server has now against what the backup held; partitions' rows lie together, and are compared one by one before. */
    private static void requireSame(TableLoad load, BesideSchema schema, Beside table, Map<Integer, Loaded> loaded)
            throws IOException, SQLException {
        if (table.rows().size() != 1) {
            if (!table.rows().isEmpty()) {
                table.notes().add("Rows of partitions were counted as they were restored, and not read back.");
            }
            return;
        }
        ArchivedTables.Rows rows = table.rows().get(0);
        Loaded in = loaded.get(rows.dumpId());
        if (!in.comparable()) {
            table.notes().add("Rows were counted as they were restored, and not read back: they are too large.");
        } else if (!load.hash(target(schema, table, rows)).equals(in.hash())) {
            throw new IOException(
                    "Table " + table.source().name() + " reads otherwise than the backup has it."
                            + " HINT: nothing was kept; if it happens again, restore the whole database beside (./zencap recover).");
        }
    }
}
