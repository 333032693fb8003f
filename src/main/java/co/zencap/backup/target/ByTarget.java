package co.zencap.backup.target;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for single targets. A name that ends in {@code -*} stands for the databases that are found on one server, as
 * {@code crm-*} for {@code crm-billing}.
 *
 * @param all by name
 */
public record ByTarget<T>(Map<String, T> all) {
    public ByTarget {
        all = Map.copyOf(all);
    }

    /** For no target. */
    public static <T> ByTarget<T> none() {
        return new ByTarget<>(Map.of());
    }

    /** As what the databases of a server are entered together. */
    public static String family(String prefix) {
        return prefix + "-*";
    }

    /** What holds for a target; empty: what holds for all. */
    public Optional<T> of(String target) {
        return nameFor(target).map(all::get);
    }

    /** Under which name that is entered: its own, or else the longest that it begins with. */
    public Optional<String> nameFor(String target) {
        return all.containsKey(target)
                ? Optional.of(target)
                : all.keySet().stream()
                        .filter(name -> isFamilyOf(name, target))
                        .max(Comparator.comparingInt(String::length));
    }

    private static boolean isFamilyOf(String name, String target) {
        return name.endsWith("-*") && target.startsWith(name.substring(0, name.length() - 1));
    }
}
