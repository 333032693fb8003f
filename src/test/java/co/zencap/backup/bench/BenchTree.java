package co.zencap.backup.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Files as they lie beside an application: 1 to 40 KB of text, CSV and JSON and some that nothing makes smaller, in nested
 * folders, and a few large ones of either kind. The same arguments make the same files.
 */
final class BenchTree {
    /** Shares of the large files, in hundredths of all; with 1000 MB from 50 to 300 MB. */
    private static final int[] LARGE_SHARES = {30, 20, 15, 10, 10, 5, 5, 5};

    private static final int BUFFER = 1 << 16;
    private static final String[] WORDS = ("invoice order customer delivery and the of for total amount street city"
                    + " number received paid open due reference product price quantity tax remark thank you please within"
                    + " days account bank transfer please contact our office monday address country")
            .split(" ");

    private final Path root;
    private final int small;
    private final int megabytes;

    BenchTree(Path root, int small, int megabytes) {
        this.root = root;
        this.small = small;
        this.megabytes = megabytes;
    }

    Path root() {
        return root;
    }

    void make() throws IOException {
        for (int i = 0; i < small; i++) {
            Files.createDirectories(small(i).getParent());
            writeSmall(i, i);
        }
        Files.createDirectories(root.resolve("large"));
        for (int i = 0; i < LARGE_SHARES.length; i++) {
            try (OutputStream out = Files.newOutputStream(large(i))) {
                var random = new Random(1_000_000 + i);
                for (long left = largeBytes(i); left > 0; left -= BUFFER) {
                    out.write(content(random, kindOfLarge(i, random), (int) Math.min(BUFFER, left)));
                }
            }
        }
    }

    /**
     * Changes one in a hundred: small files are written anew, of the large ones one in part.
     *
     * @param round every round changes other files
     */
    void change(int round) throws IOException {
        for (int i = round % 100; i < small; i += 100) {
            writeSmall(i, 10_000_000L * (round + 1) + i);
        }
        int which = LARGE_SHARES.length - 1 - round % 3; // the smaller ones: a hundredth of all is meant
        int length = (int) Math.min(largeBytes(which) / 5, megabytes * 10_000L);
        try (var file = Files.newByteChannel(large(which), StandardOpenOption.WRITE)) {
            file.position(largeBytes(which) / 3);
            var random = new Random(2_000_000 + round);
            for (int left = length; left > 0; left -= BUFFER) {
                file.write(ByteBuffer.wrap(content(random, round % 5, Math.min(BUFFER, left))));
            }
        }
    }

    /** Makes room in a copy of the tree. */
    void emptyLarge(Path copy) throws IOException {
        for (int i = 0; i < LARGE_SHARES.length; i++) {
            Files.newByteChannel(
                            copy.resolve(root.relativize(large(i))),
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        }
    }

    private Path small(int i) {
        return root.resolve(
                "year-" + i % 7 + "/month-" + i / 7 % 12 + "/batch-" + i / 84 % 9 + "/file " + i + ending(i));
    }

    private static String ending(int i) {
        return List.of(".txt", ".csv", ".json", ".csv", ".jpg").get(i % 5);
    }

    private void writeSmall(int i, long seed) throws IOException {
        var random = new Random(seed);
        // Most are small: 1 KB and up to 39 more, the square of an even distribution.
        double share = random.nextDouble();
        Files.write(small(i), content(random, i % 5, 1024 + (int) (share * share * 39 * 1024)));
    }

    private Path large(int i) {
        return root.resolve("large/archive-" + i + ".dat");
    }

    private long largeBytes(int i) {
        return megabytes * 10_000L * LARGE_SHARES[i];
    }

    /** Two of eight nothing makes smaller, the others are of one kind each, or mixed. */
    private static int kindOfLarge(int i, Random random) {
        return i == 2 || i == 5 ? 4 : i == 0 ? random.nextInt(5) : i % 3;
    }

    private static byte[] content(Random random, int kind, int length) {
        if (kind == 4) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            return noise;
        }
        var text = new StringBuilder(length + 200);
        while (text.length() < length) {
            switch (kind) {
                case 0 -> text.append(words(random, 12)).append(".\n");
                case 2 -> text.append("{\"id\":")
                        .append(random.nextInt(1_000_000))
                        .append(",\"name\":\"")
                        .append(words(random, 2))
                        .append("\",\"token\":\"")
                        .append(Long.toHexString(random.nextLong()))
                        .append("\",\"amount\":")
                        .append(random.nextInt(100_000) / 100.0)
                        .append("}\n");
                default -> text.append(random.nextInt(1_000_000))
                        .append(';')
                        .append(words(random, 3))
                        .append(';')
                        .append(random.nextInt(100_000) / 100.0)
                        .append(";2026-")
                        .append(random.nextInt(12) + 1)
                        .append('-')
                        .append(random.nextInt(28) + 1)
                        .append('\n');
            }
        }
        return text.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String words(Random random, int count) {
        var words = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        return String.join(" ", words);
    }
}
