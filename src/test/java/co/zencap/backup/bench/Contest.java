package co.zencap.backup.bench;

import java.util.List;

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

    /** What a reader of the table should know: sizes, what was left out. */
    String notes();
}
