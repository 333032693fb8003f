package co.zencap.backup.health;

import java.util.Set;

/**
 * One part that the service needs.
 *
 * @param name for people, the same each time
 * @param elsewhere conditions of which another watch tells people; nobody is told of the same thing twice
 * @param isTimed whether it tells how it does how long its answer takes
 * @param isVital whether nothing is safe without it: its outage is critical
 * @param look asks how it is; what it throws is why it can't be used
 */
public record Component(String name, Set<Condition> elsewhere, boolean isTimed, boolean isVital, Look look) {

    /** May take its time, also for ever. */
    public interface Look {
        Finding look() throws Exception;
    }

    /** One of which only health tells. */
    public static Component of(String name, Look look) {
        return new Component(name, Set.of(), false, false, look);
    }

    /** The same, with conditions of which another watch tells. */
    public Component toldElsewhere(Condition... conditions) {
        return new Component(name, Set.of(conditions), isTimed, isVital, look);
    }

    /** The same, of which it is told how long its answers take. */
    public Component timed() {
        return new Component(name, elsewhere, true, isVital, look);
    }

    /** The same, without which nothing is safe. */
    public Component vital() {
        return new Component(name, elsewhere, isTimed, true, look);
    }
}
