package co.zencap.backup.recovery.workflow;

import co.zencap.backup.certificate.RecoveryCertificate;
import co.zencap.backup.certificate.RecoveryCertificate.Event;
import co.zencap.backup.certificate.RecoveryCertificate.Reached;
import co.zencap.backup.certificate.TestCertificate;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Accounts for a recovery that has succeeded: how long it took, and what was lost. */
public final class RecoveryAccount {
    private static final String RECOVERY_TIME = "recovery time";
    private static final String RECOVERY_POINT = "recovery point";

    private final Settings settings;
    private final TestCertificate.Service service;

    public RecoveryAccount(Settings settings, TestCertificate.Service service) {
        this.settings = settings;
        this.service = service;
    }

    RecoveryCertificate of(RecoveryRun run, Instant usableAt) {
        RecoveryRecord record = run.record();
        return new RecoveryCertificate(
                record.id(),
                service,
                record.type().word(),
                record.operationId(),
                record.database(),
                record.existed() ? Optional.of(run.database().names().before()) : Optional.empty(),
                run.backup().manifest(),
                record.backup().repository(),
                timeline(record),
                usableAt,
                compared(record),
                objectives(run, usableAt),
                record.notes());
    }

    String text(RecoveryCertificate certificate) {
        return certificate.text(settings.masterKey().map(MasterKey::certificates));
    }

    /** From the wish on: what was waited for before the first step is downtime as well. */
    private static List<Event> timeline(RecoveryRecord record) {
        var events = new ArrayList<>(List.of(new Event("asked for", record.startedAt())));
        record.steps().forEach(begun -> events.add(new Event(word(begun.step()), begun.at())));
        return events;
    }

    private static String word(RecoveryStep step) {
        return Json.MAPPER.valueToTree(step).asText();
    }

    private static Map<String, Object> compared(RecoveryRecord record) {
        var compared = new LinkedHashMap<String, Object>();
        if (record.verified() != null) {
            compared.put("content", record.verified().content());
            compared.put("tables", record.verified().tables());
            compared.put("rows", record.verified().rows());
            compared.put("objects", record.verified().objects());
        }
        return compared;
    }

    private List<Reached> objectives(RecoveryRun run, Instant usableAt) {
        Instant startedAt = run.record().startedAt();
        Duration lost = Duration.between(Shelf.moment(run.backup().manifest()), startedAt);
        return List.of(
                new Reached(
                        RECOVERY_TIME,
                        Duration.between(startedAt, usableAt),
                        settings.objectives().databaseTime()),
                new Reached(
                        RECOVERY_POINT,
                        lost.isNegative() ? Duration.ZERO : lost,
                        settings.objectives().databasePoint()));
    }

    /** In a sentence, for the end of the incident. */
    static String sentence(RecoveryCertificate certificate) {
        return "Recovered from backup " + certificate.manifest().id() + ": "
                + certificate.objectives().stream()
                        .map(each -> each.name() + " " + Figures.duration(each.reached()) + " (objective "
                                + Figures.duration(each.objective()) + (each.isMet() ? ")" : ", missed)"))
                        .collect(Collectors.joining(", "))
                + "."
                + certificate
                        .keptAs()
                        .map(name -> " What was there before is kept as " + name
                                + "; ./zencap disaster-recovery --undo " + certificate.id() + " puts it back.")
                        .orElse("");
    }
}
