package co.zencap.backup.chaos.longrun;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How the vitals went from backup to backup. */
final class Course {
    private final List<Vitals> all = new ArrayList<>();

    void add(Vitals vitals) {
        all.add(vitals);
    }

    /**
     * By how much a figure grows with each backup after so many: the median of the slopes between every two measurements,
     * which a few of them that are far off do not move.
     */
    double growth(ToDoubleFunction<Vitals> figure, int after) {
        List<Vitals> steady = all.stream().filter(v -> v.backup() >= after).toList();
        var slopes = new ArrayList<Double>();
        for (Vitals one : steady) {
            for (Vitals later : steady) {
                if (later.backup() > one.backup()) {
                    slopes.add((figure.applyAsDouble(later) - figure.applyAsDouble(one))
                            / (later.backup() - one.backup()));
                }
            }
        }
        slopes.sort(Double::compare);
        return slopes.get(slopes.size() / 2);
    }

    /** For a person. */
    void write(Path file, String heading) throws IOException {
        var text = new StringBuilder(heading)
                .append(
                        "\n\n| backup | heap, KiB | threads | open files | sockets | connections | scratch bytes | in flight")
                .append(" | seconds per backup | catalog rows read per backup | S3 requests per backup |\n")
                .append("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (Vitals v : all) {
            text.append("| %d | %d | %d | %d | %d | %d | %d | %d | %.2f | %.0f | %.1f |\n"
                    .formatted(
                            v.backup(),
                            v.heap() >> 10,
                            v.threads(),
                            v.files(),
                            v.sockets(),
                            v.connections(),
                            v.scratch(),
                            v.inflight(),
                            v.seconds(),
                            v.rows(),
                            v.requests())
                    .toLowerCase(Locale.ROOT));
        }
        Files.writeString(file, text);
    }
}
