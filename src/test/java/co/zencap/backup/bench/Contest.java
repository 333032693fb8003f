package co.zencap.backup.bench;

import java.util.List;

/** Contenders for one job; the first one is the floor that the others are measured against. */
interface Contest extends AutoCloseable {

    List<Contender> contenders();

    /** What a reader of the table should know: sizes, what was left out. */
    String notes();
}
