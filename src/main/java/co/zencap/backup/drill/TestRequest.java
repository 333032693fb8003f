package co.zencap.backup.drill;

import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.operation.Work;
import java.util.Optional;

/**
 * A wish for a restoration test, already an operation.
 *
 * @param type how much is tested
 * @param backup which one; empty: the newest that can be found in the repository
 * @param operation where progress and outcome are reported
 */
public record TestRequest(TestType type, Optional<BackupRef> backup, RunningOperation operation) implements Work {}
