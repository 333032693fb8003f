package co.zencap.backup.operation;

/** Something to be done that is an operation already. A route that takes it begins what belongs together. */
public interface Work {
    /** Where progress and outcome are reported. */
    RunningOperation operation();
}
