package co.zencap.backup.recovery.workflow;

import co.zencap.backup.objective.RecoveryKind;
import co.zencap.backup.settings.Settings;
import java.time.Duration;

/**
 * What a type of recovery is held against.
 *
 * @param of as reports on objectives name it
 * @param time the longest time that it may take
 * @param point of how long the latest changes may be lost
 */
record RecoveryAims(String of, Duration time, Duration point) {

    /** Full is no more than the database where no file set is configured. */
    static RecoveryAims of(RecoveryType type, String target, Settings settings) {
        Settings.Objectives objectives = settings.objectives();
        if (type == RecoveryType.FILES_ONLY) {
            return new RecoveryAims(RecoveryKind.FILES.word(), objectives.filesTime(), objectives.filesPoint());
        }
        Duration point = objectives.pointOfDatabase(target);
        if (!settings.isPrimary(target)) {
            return new RecoveryAims(target, objectives.timeOfDatabase(target), point);
        }
        return type == RecoveryType.FULL && !settings.fileSets().isEmpty()
                ? new RecoveryAims(RecoveryKind.FULL_SYSTEM.word(), objectives.fullSystemTime(), point)
                : new RecoveryAims(RecoveryKind.DATABASE.word(), objectives.databaseTime(), point);
    }
}
