package co.zencap.backup.liberty;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, read without reading it all. */
final class LogTail {
    private static final int BYTES = 3 << 10;
    private static final int LINES = 25;

    private LogTail() {}

    static String of(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "(there is no log)";
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long length = file.length();
            var bytes = new byte[(int) Math.min(BYTES, length)];
            file.seek(length - bytes.length);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        }
    }
}
