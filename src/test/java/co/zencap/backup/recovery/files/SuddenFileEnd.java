package co.zencap.backup.recovery.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process that swaps files and ends before a renaming as if it were killed: without a hook or a finally. */
public final class SuddenFileEnd {
    static final int STATUS = 137;

    private SuddenFileEnd() {}

    /** @param arguments swap or undo, the number of the renaming before which it ends, and the sites */
    public static void main(String[] arguments) throws IOException {
        int[] left = {Integer.parseInt(arguments[1])};
        SwapWitness witness = (step, live) -> {
            if (--left[0] == 0) {
                Runtime.getRuntime().halt(STATUS);
            }
        };
        try (FilesRecovery recovery = FilesRecovery.reopen(
                Arrays.stream(arguments).skip(2).map(Path::of).toList())) {
            if (arguments[0].equals("undo")) {
                recovery.undo(witness);
            } else {
                recovery.swap(witness);
            }
        }
    }

    /** Runs it in a process of its own. */
    public static int run(String what, int number, Iterable<Path> sites) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SuddenFileEnd.class.getName(),
                what,
                Integer.toString(number)));
        sites.forEach(site -> command.add(site.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
