package co.zencap.backup.recovery.workflow;

import co.zencap.backup.certificate.RecoveryCertificate;
import co.zencap.backup.certificate.RecoveryCertificate.Event;
import co.zencap.backup.certificate.RecoveryCertificate.Reached;
import co.zencap.backup.certificate.RecoveryCertificate.Restored;
import co.zencap.backup.certificate.TestCertificate;
import co.zencap.backup.figures.Figures;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import co.zencap.backup.recovery.standalone.Shelf;
import co.zencap.backup.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
                keptAs(run),
                run.backups().stream().map(RecoveryAccount::restored).toList(),
                timeline(record),
                usableAt,
                compared(record),
                objectives(run, usableAt),
                record.notes());
    }

    /** A database that was not there is kept nowhere. */
    private static Optional<String> keptAs(RecoveryRun run) {
        RecoveryRecord record = run.record();
        String kept = run.parts().stream()
                .filter(part -> record.existed() || part instanceof FilesPart && record.database() != null)
                .map(RecoveryPart::before)
                .collect(Collectors.joining(", "));
        return Optional.of(kept).filter(name -> !name.isEmpty());
    }

    private static Restored restored(RestoredBackup restored) {
        return new Restored(
                restored.backup().manifest(),
                restored.backup().repository().id(),
                restored.database(),
                restored.sets());
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
        if (record.files() != null) {
            compared.put("files", record.files().verified());
            if (!record.files().paths().isEmpty()) {
                compared.put("paths", record.files().paths());
            }
        }
        return compared;
    }

    private List<Reached> objectives(RecoveryRun run, Instant usableAt) {
        Instant startedAt = run.record().startedAt();
        RecoveryAims aims = RecoveryAims.of(run.record().type(), run.record().target(), settings);
        Instant shown = run.backups().stream()
                .map(each -> Shelf.moment(each.backup().manifest()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration lost = Duration.between(shown, startedAt);
        return List.of(
                new Reached(RECOVERY_TIME, Duration.between(startedAt, usableAt), aims.time()),
                new Reached(RECOVERY_POINT, lost.isNegative() ? Duration.ZERO : lost, aims.point()));
    }

    /** In a sentence, for the end of the incident. */
    static String sentence(RecoveryCertificate certificate) {
        return "Recovered from backup "
                + certificate.backups().stream()
                        .map(each -> each.manifest().id().value())
                        .collect(Collectors.joining(" and "))
                + ": "
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
