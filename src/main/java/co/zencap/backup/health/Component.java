package co.zencap.backup.health;

import java.util.Set;

/**
 * One part that the service needs.
 *
 * @param name for people, the same each time
 * @param elsewhere conditions of which another watch tells people; nobody is told of the same thing twice
 * @param look asks how it is; what it throws is why it can't be used
 */
public record Component(String name, Set<Condition> elsewhere, Look look) {

    /** May take its time, also for ever. */
    public interface Look {
        Finding look() throws Exception;
    }

    /** One of which only health tells. */
    public static Component of(String name, Look look) {
        return new Component(name, Set.of(), look);
    }

    /** The same, with conditions of which another watch tells. */
    public Component toldElsewhere(Condition... conditions) {
        return new Component(name, Set.of(conditions), look);
    }
}
