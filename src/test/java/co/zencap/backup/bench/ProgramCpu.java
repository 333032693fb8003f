package co.zencap.backup.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processor time of this process and of programs that run, by Linux's {@code /proc}, looked at again and again: nobody
 * waits for some of them. What ends between two looks is left out. Not for several threads.
 */
final class ProgramCpu {
    private static final double TICKS_A_SECOND = 100;

    private final List<String> parts;
    private final Map<Long, Long> first = new HashMap<>();
    private final Map<Long, Long> last = new HashMap<>();
    private boolean begun;

    /** @param parts programs whose command lines hold one of these, and what they started */
    ProgramCpu(List<String> parts) {
        this.parts = parts;
    }

    void look() throws IOException {
        for (long pid : programs()) {
            try {
                String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
                String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
                long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                first.putIfAbsent(pid, begun ? 0 : ticks);
                last.put(pid, ticks);
            } catch (IOException e) {
                continue; // it has ended
            }
        }
        begun = true;
    }

    /** Since the first look. */
    double seconds() {
        return last.entrySet().stream()
                        .mapToLong(each -> each.getValue() - first.get(each.getKey()))
                        .sum()
                / TICKS_A_SECOND;
    }

    private Set<Long> programs() throws IOException {
        var found = new HashSet<Long>();
        found.add(ProcessHandle.current().pid());
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path each : all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                long pid = Long.parseLong(each.getFileName().toString());
                if (isOne(each)) {
                    found.add(pid);
                    ProcessHandle.of(pid).stream()
                            .flatMap(ProcessHandle::descendants)
                            .forEach(child -> found.add(child.pid()));
                }
            }
        }
        return found;
    }

    private boolean isOne(Path process) {
        try {
            String line = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
            return parts.stream().anyMatch(line::contains);
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
