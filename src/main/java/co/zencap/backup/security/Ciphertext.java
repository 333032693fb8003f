package co.zencap.backup.security;

import java.util.Optional;

/** Whether bytes look like what our encryption makes. */
final class Ciphertext {
    /** Fewer say nothing about how often each value comes. */
    static final int FEWEST = 4096;

    /**
     * Of random bytes, the sum of chi-square with 255 degrees of freedom has the mean 255 and the standard deviation 22.6;
     * this is eight of them away.
     */
    private static final double LARGEST_CHI_SQUARE = 440;

    /** The first byte of Tink's stream: the length of its header. */
    private static final int HEADER = 40;

    private Ciphertext() {}

    /** Why they are not; empty when they are, as far as can be seen. */
    static Optional<String> suspicion(byte[] start) {
        if (begins(start, 0x28, 0xB5, 0x2F, 0xFD)) {
            return Optional.of("it begins as Zstandard's compressed data does");
        }
        if (begins(start, 'P', 'G', 'D', 'M', 'P')) {
            return Optional.of("it begins as a dump does");
        }
        if (start.length == 0 || start[0] != HEADER) {
            return Optional.of("it does not begin as encrypted data does");
        }
        double chiSquare = chiSquare(start);
        return chiSquare > LARGEST_CHI_SQUARE
                ? Optional.of(
                        "its bytes are not evenly spread (chi-square " + Math.round(chiSquare) + ", not about 255)")
                : Optional.empty();
    }

    /** How far the bytes are from coming equally often; 0 where there are too few. */
    static double chiSquare(byte[] bytes) {
        if (bytes.length < FEWEST) {
            return 0;
        }
        long[] counts = new long[256];
        for (byte b : bytes) {
            counts[b & 0xff]++;
        }
        double expected = bytes.length / 256.0;
        double sum = 0;
        for (long count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    private static boolean begins(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
