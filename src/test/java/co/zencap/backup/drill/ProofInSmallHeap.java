package co.zencap.backup.drill;

import co.zencap.backup.operation.Operation;
import co.zencap.backup.testing.TestService;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.HashMap;

/**
 * A program that backs a database up and proves the backup, in whatever heap it is started with, and says what it took. Its
 * environment is the service's.
 */
public final class ProofInSmallHeap {
    private ProofInSmallHeap() {}

    /** @param args an empty folder */
    public static void main(String[] args) throws Exception {
        var variables = new HashMap<String, String>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("BACKUP_") || name.startsWith("POSTGRES_")) {
                variables.put(name, value);
            }
        });
        try (TestService service = TestService.start(Path.of(args[0]), variables)) {
            Operation backup = service.backup();
            require(backup);
            require(service.test(TestType.QUICK, TestService.ref(backup)));
        }
    }

    private static void require(Operation operation) {
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.println(operation.kind() + " " + operation.state() + " in " + operation.durationMillis()
                + " ms, peak " + (peak >> 20) + " MB, " + operation.result());
        if (operation.problem() != null) {
            throw new IllegalStateException(operation.problem().toString());
        }
    }
}
