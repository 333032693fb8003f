package co.zencap.backup.health;

/**
 * One part that the service needs.
 *
 * @param name for people, the same each time
 * @param watched whether another watch tells people when it is degraded; nobody is told of the same thing twice
 * @param look asks how it is; what it throws is why it can't be used
 */
public record Component(String name, boolean watched, Look look) {

    /** May take its time, also for ever. */
    public interface Look {
        Finding look() throws Exception;
    }

    /** One of which only health tells. */
    public static Component of(String name, Look look) {
        return new Component(name, false, look);
    }

    /** One that a watch of its own tells of, too. */
    public static Component watched(String name, Look look) {
        return new Component(name, true, look);
    }
}
