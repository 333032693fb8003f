package co.zencap.backup.bench;

import java.util.List;
import java.util.Set;

/** Contenders for one job; the first one is the floor that the others are measured against. */
interface Contest extends AutoCloseable {

    List<Contender> contenders();

    /** What the times are held against, beside the floor. */
    default List<Bar> bars() {
        return List.of();
    }

    /** Rounds that only warm caches and the compiler. */
    default int warmUps() {
        return 1;
    }

    /** Called before each sample, outside of its time. */
    default void beforeEach() throws Exception {}

    /** Called after each sample, outside of its time. */
    default void afterEach(Contender contender) throws Exception {}

    /** Programs of this process that have no part in any contender's work. */
    default Set<Long> bystanders() {
        return Set.of();
    }

    /** What a reader of the table should know: sizes, what was left out. */
    String notes();
}
