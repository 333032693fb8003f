package co.zencap.backup.liberty;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the log of a server tells. */
final class LogTail {
    private static final int BYTES = 3 << 10;
    private static final int LINES = 25;

    /** An application that did not start, a port that could not be had; Liberty itself goes on without them. */
    private static final Pattern START_FAILURE = Pattern.compile("CWWKZ000[24]E: |CWWKO0221E: ");

    private LogTail() {}

    /** The line that says why a server which is starting will never be ready. */
    static Optional<String> startFailure(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> START_FAILURE.matcher(line).find()).findFirst();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The last lines, read without reading it all. */
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
