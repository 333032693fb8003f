package co.zencap.backup.recovery.workflow;

import co.zencap.backup.objective.RecoveryKind;
import co.zencap.backup.settings.Settings;
import java.time.Duration;

/**
 * What a type of recovery is held against.
 *
 * @param kind as restoration tests measure it
 * @param time the longest time that it may take
 * @param point of how long the latest changes may be lost
 */
record RecoveryAims(RecoveryKind kind, Duration time, Duration point) {

    /** Full is no more than the database where no file set is configured. */
    static RecoveryAims of(RecoveryType type, Settings settings) {
        Settings.Objectives objectives = settings.objectives();
        if (type == RecoveryType.FILES_ONLY) {
            return new RecoveryAims(RecoveryKind.FILES, objectives.filesTime(), objectives.filesPoint());
        }
        Duration point = objectives.point(settings.target().value(), objectives.databasePoint());
        return type == RecoveryType.FULL && !settings.fileSets().isEmpty()
                ? new RecoveryAims(RecoveryKind.FULL_SYSTEM, objectives.fullSystemTime(), point)
                : new RecoveryAims(RecoveryKind.DATABASE, objectives.databaseTime(), point);
    }
}
