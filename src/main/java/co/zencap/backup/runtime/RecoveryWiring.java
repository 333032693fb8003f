package co.zencap.backup.runtime;

import co.zencap.backup.alert.AlertBook;
import co.zencap.backup.catalog.RecoveryQueries;
import co.zencap.backup.certificate.TestCertificate;
import co.zencap.backup.recovery.table.TableRecoveries;
import co.zencap.backup.recovery.table.TableRecovery;
import co.zencap.backup.recovery.table.workflow.TableSteps;
import co.zencap.backup.recovery.workflow.KeptDatabases;
import co.zencap.backup.recovery.workflow.LogReplay;
import co.zencap.backup.recovery.workflow.RecoveryAccount;
import co.zencap.backup.recovery.workflow.RecoveryAftermath;
import co.zencap.backup.recovery.workflow.RecoveryEndings;
import co.zencap.backup.recovery.workflow.RecoveryExpectation;
import co.zencap.backup.recovery.workflow.RecoveryJournal;
import co.zencap.backup.recovery.workflow.RecoveryNews;
import co.zencap.backup.recovery.workflow.RecoveryOpening;
import co.zencap.backup.recovery.workflow.RecoveryParts;
import co.zencap.backup.recovery.workflow.RecoveryPlans;
import co.zencap.backup.recovery.workflow.RecoveryRecords;
import co.zencap.backup.recovery.workflow.RecoveryResumption;
import co.zencap.backup.recovery.workflow.RecoverySafety;
import co.zencap.backup.recovery.workflow.RecoveryStatus;
import co.zencap.backup.recovery.workflow.RecoverySteps;
import co.zencap.backup.recovery.workflow.RecoveryUndo;
import co.zencap.backup.settings.Settings;
import java.time.Clock;
import org.apache.camel.spi.Registry;

/** The parts that put a database and files back. */
final class RecoveryWiring {
    final RecoveryPlans plans;
    final RecoveryRecords records;
    final TableRecoveries tables;

    RecoveryWiring(Basis basis, Registry registry, BackupWiring backup, ProofWiring proof, AlertBook book) {
        Settings settings = basis.settings();
        Clock clock = basis.clock();
        String service = basis.service().name();

        var parts = new RecoveryParts(settings, basis.stores().repositories(), proof.retrievals);
        var opening = new RecoveryOpening(parts);
        plans = new RecoveryPlans(settings, parts, new RecoveryExpectation(proof.objectives), clock);
        records = new RecoveryRecords(
                new RecoveryJournal(settings.workDir().resolve("recoveries")),
                new RecoveryQueries(basis.queries(), service),
                service);
        registry.bind("recoveryRecords", records);
        var news = new RecoveryNews(book, clock);
        var account = new RecoveryAccount(
                settings,
                new TestCertificate.Service(
                        settings.target().value(), basis.service().node()));
        registry.bind("recoverySteps", new RecoverySteps(settings, opening, records, news, proof.retrievals, clock));
        registry.bind(
                "logReplay",
                new LogReplay(settings, basis.stores().repositories(), parts, backup.runs, basis.operations()));
        registry.bind("recoverySafety", new RecoverySafety(settings, backup.requests, backup.slots, clock));
        registry.bind("recoveryEndings", new RecoveryEndings(records, news, account, clock));
        registry.bind("recoveryStatus", new RecoveryStatus(basis.operations(), book, clock));
        registry.bind("recoveryUndo", new RecoveryUndo(opening, records, news, clock));
        registry.bind("recoveryResumption", new RecoveryResumption(opening, records, news, basis.operations(), clock));
        registry.bind("recoveryAftermath", new RecoveryAftermath(records, news, clock));
        registry.bind("keptDatabases", new KeptDatabases(settings, records, clock));
        tables = new TableRecoveries(settings, live -> TableRecovery.of(live, settings, clock));
        registry.bind(
                "tableSteps",
                new TableSteps(settings, tables, plans, basis.stores().repositories(), proof.retrievals, clock));
    }
}
