package co.zencap.backup.files;

import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * Which older packs a backup may refer to. One that is not there any more may not; nor one of which little is needed any
 * longer: what is left of it is stored anew, so that the pack can be deleted once the older backups are.
 */
final class UsablePacks {
    private static final double LEAST_USED = 0.5;

    private final PackTable packs;
    private final Predicate<Pack> exists;
    private final Map<String, Boolean> checked = new HashMap<>();

    UsablePacks(PackTable packs, Predicate<Pack> exists) {
        this.packs = packs;
        this.exists = exists;
    }

    /** From pack numbers of another backup to this one's; 0 for those that are not usable. */
    IntUnaryOperator numbersOf(List<Pack> others) {
        var numbers = new HashMap<Integer, Integer>();
        for (Pack pack : others) {
            numbers.put(pack.number(), isUsable(pack) ? packs.borrow(pack) : 0);
        }
        return number -> numbers.getOrDefault(number, 0);
    }

    /** Remembers which content lies in another backup's usable packs. */
    void learn(List<Pack> others, FileIndex index, KnownContent known) throws IOException {
        IntUnaryOperator numbers = numbersOf(others);
        index.pieces(piece -> {
            int number = numbers.applyAsInt(piece.pack());
            if (number != 0) {
                known.claim(HexFormat.of().parseHex(piece.sha256()), number);
            }
        });
    }

    private boolean isUsable(Pack pack) {
        return pack.usedBytes() >= pack.contentBytes() * LEAST_USED
                && checked.computeIfAbsent(pack.key(), key -> exists.test(pack));
    }
}
