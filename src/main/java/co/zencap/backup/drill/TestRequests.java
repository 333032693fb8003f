package co.zencap.backup.drill;

import co.zencap.backup.operation.BackupRef;
import co.zencap.backup.operation.Operation.Kind;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.RunningOperation;
import co.zencap.backup.settings.Settings;
import java.util.Optional;

/** Makes wishes for restoration tests. */
public final class TestRequests {
    private final Settings settings;
    private final Operations operations;

    public TestRequests(Settings settings, Operations operations) {
        this.settings = settings;
        this.operations = operations;
    }

    /**
     * A test of one backup.
     *
     * @param parentId the operation that caused it, or null
     */
    public TestRequest of(TestType type, BackupRef backup, String parentId) {
        RunningOperation operation = operations.begin(Kind.RESTORATION_TEST, backup, parentId);
        operation.result("testType", type.word());
        return new TestRequest(type, Optional.of(backup), operation);
    }

    /** A test of the newest backup that the repository has, whatever the catalog says. */
    public TestRequest disasterSimulation() {
        RunningOperation operation =
                operations.begin(Kind.RESTORATION_TEST, settings.fullTarget().value(), null);
        operation.result("testType", TestType.DISASTER_SIMULATION.word());
        return new TestRequest(TestType.DISASTER_SIMULATION, Optional.empty(), operation);
    }
}
