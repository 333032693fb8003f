package co.zencap.backup.health;

import co.zencap.backup.operation.Problem;

/**
 * What was found about one part.
 *
 * @param condition how it is
 * @param detail a sentence on why, or on what answers
 * @param hint what to do; empty where nothing has to be done
 */
public record Finding(Condition condition, String detail, String hint) {

    public static Finding up(String detail) {
        return new Finding(Condition.UP, detail, "");
    }

    public static Finding degraded(String detail, String hint) {
        return new Finding(Condition.DEGRADED, detail, hint);
    }

    public static Finding down(String detail, String hint) {
        return new Finding(Condition.DOWN, detail, hint);
    }

    /** It can't be told now. */
    public static Finding unknown(String detail, String hint) {
        return new Finding(Condition.UNKNOWN, detail, hint);
    }

    /** It failed when it was asked. */
    static Finding of(Throwable failure) {
        Problem problem = Problem.of("", failure);
        return down(
                problem.detail(),
                problem.hint().isEmpty()
                        ? "./zencap status shows where it is; what has to wait for it is made up for when it is back."
                        : problem.hint());
    }
}
