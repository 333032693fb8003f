package co.zencap.backup.chaos.longrun;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of each class are alive: a map that nobody empties shows here long before it shows in the heap. */
final class ClassGrowth {
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

    /**
     * Camel remembers the last thousand properties that were looked up, the AWS SDK what it has for each stream for a minute
     * after its end; and nothing is only text.
     */
    private static final Set<String> BOUNDED = Set.of(
            "org.apache.camel.spi.PropertiesResolvedValue",
            "org.apache.camel.support.cache.SimpleLRUCache$ValueHolder",
            "java.util.KeyValueHolder",
            "java.util.concurrent.ConcurrentLinkedDeque$Node",
            "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask",
            "java.lang.String",
            "[B");

    /** As the machine tells it, in one piece, by how many backups there had been: what is read of it would count as well. */
    private final TreeMap<Integer, String> looks = new TreeMap<>();

    void look(int backups) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        looks.put(backups, histogram);
    }

    /** Classes of which there is at least one more with each backup between the last two looks. */
    List<String> atLeastOnePerBackup() {
        int last = looks.lastKey();
        int before = looks.lowerKey(last);
        return grown(before, last).entrySet().stream()
                .filter(each -> each.getValue() >= last - before && !BOUNDED.contains(each.getKey()))
                .map(Object::toString)
                .toList();
    }

    private Map<String, Long> grown(int from, int to) {
        Map<String, Long> grown = instances(to);
        instances(from).forEach((name, count) -> grown.merge(name, -count, Long::sum));
        return grown;
    }

    private Map<String, Long> instances(int backups) {
        var byClass = new HashMap<String, Long>();
        looks.get(backups)
                .lines()
                .map(LINE::matcher)
                .filter(line -> line.matches())
                .forEach(line -> byClass.merge(line.group(2), Long.valueOf(line.group(1)), Long::sum));
        return byClass;
    }

    /** What has grown most between each two looks, for a person. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int to : looks.tailMap(looks.firstKey(), false).keySet()) {
            int from = looks.lowerKey(to);
            text.append("\nFrom backup ").append(from).append(" to ").append(to).append(":\n\n");
            text.append(grown(from, to).entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                    .limit(40)
                    .map(each -> "- " + each.getKey() + " +" + each.getValue() + "\n")
                    .collect(Collectors.joining()));
        }
        return text.toString();
    }
}
