package co.zencap.backup.chaos.sabotage;

import co.zencap.backup.key.MasterKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be wrong with the objects of a stored backup. */
enum StoredDefect {
    FLIPPED_BYTE_OF_THE_DUMP(Names.DUMP, Bytes::flipped),
    FLIPPED_BYTE_OF_THE_ROLES(Names.ROLES, Bytes::flipped),
    FLIPPED_BYTE_OF_THE_STRUCTURE(Names.STRUCTURE, Bytes::flipped),
    FLIPPED_BYTE_OF_A_PACK(Names.PACK, Bytes::flipped),
    FLIPPED_BYTE_OF_A_FILE_INDEX(Names.INDEX, Bytes::flipped),
    FLIPPED_BYTE_OF_THE_CONFIGURATION("configuration.*\\.tar.*", Bytes::flipped),
    FLIPPED_BYTE_OF_THE_KEY(Names.KEY, Bytes::flipped),
    FLIPPED_BYTE_OF_THE_MANIFEST(Names.MANIFEST, Bytes::flipped),
    FLIPPED_BYTE_OF_THE_HOLD(Names.HOLD, Bytes::flipped),
    LAST_BYTE_OF_THE_DUMP_CUT_OFF(Names.DUMP, Bytes::cutOff),
    LAST_BYTE_OF_A_PACK_CUT_OFF(Names.PACK, Bytes::cutOff),
    LAST_BYTE_OF_THE_MANIFEST_CUT_OFF(Names.MANIFEST, Bytes::cutOff),
    BYTE_APPENDED_TO_THE_ROLES(Names.ROLES, Bytes::appended),
    BYTE_APPENDED_TO_THE_KEY(Names.KEY, Bytes::appended),
    BYTE_APPENDED_TO_THE_MANIFEST(Names.MANIFEST, Bytes::appended),
    EMPTY_DUMP(Names.DUMP, Bytes::emptied),
    EMPTY_STRUCTURE(Names.STRUCTURE, Bytes::emptied),
    EMPTY_KEY(Names.KEY, Bytes::emptied),
    EMPTY_MANIFEST(Names.MANIFEST, Bytes::emptied),
    EMPTY_HOLD(Names.HOLD, Bytes::emptied),
    MISSING_DUMP(Names.DUMP, Bytes::removed),
    MISSING_ROLES(Names.ROLES, Bytes::removed),
    MISSING_STRUCTURE(Names.STRUCTURE, Bytes::removed),
    MISSING_PACK(Names.PACK, Bytes::removed),
    MISSING_FILE_INDEX(Names.INDEX, Bytes::removed),
    MISSING_KEY(Names.KEY, Bytes::removed),
    MISSING_MANIFEST(Names.MANIFEST, Bytes::removed),
    MISSING_PACK_OF_THE_OLDER_BACKUP(Names.PACK, Bytes::removed) {
        @Override
        Spoilt in(Path backup, Path older) throws IOException {
            return super.in(older, backup);
        }
    },
    OLDER_DUMP_UNDER_THE_NEWER_NAME(Names.DUMP, Bytes::older),
    OLDER_ROLES_UNDER_THE_NEWER_NAME(Names.ROLES, Bytes::older),
    OLDER_STRUCTURE_UNDER_THE_NEWER_NAME(Names.STRUCTURE, Bytes::older),
    OLDER_KEY_UNDER_THE_NEWER_NAME(Names.KEY, Bytes::older),
    HOLD_OF_ANOTHER_BACKUP(Names.HOLD, Bytes::older),
    SWAPPED_MANIFEST(Names.MANIFEST, Bytes::older),
    ALL_OF_AN_OLDER_BACKUP_UNDER_THE_NEWER_NAME(Names.MANIFEST, Bytes::older) {
        @Override
        Spoilt in(Path backup, Path older) throws IOException {
            var spoilt = new Spoilt(backup, FolderBytes.of(backup), "manifest.json");
            FolderBytes.of(older).into(backup);
            return spoilt;
        }
    },
    FORGED_ROW_COUNT(Names.MANIFEST, Bytes.replaced("\"rows\" *: *5000", "\"rows\" : 4999")),
    FORGED_SIZE(Names.MANIFEST, Bytes.replaced("(\"plainBytes\" *: *)\\d+", "$112345")),
    MANIFEST_WITHOUT_ITS_SIGNATURE(Names.MANIFEST, Bytes.replaced(",\\s*" + Bytes.SIGNATURE, "")),
    MANIFEST_SIGNED_WITH_ANOTHER_KEY(Names.MANIFEST, Bytes::signedWithAnotherKey),
    HOLD_SIGNED_WITH_ANOTHER_KEY(Names.HOLD, Bytes::signedWithAnotherKey);

    /** Patterns of objects' names. */
    private static final class Names {
        static final String DUMP = "database\\.dump.*";
        static final String ROLES = "globals.*";
        static final String STRUCTURE = "structure.*";
        static final String PACK = "uploads.*\\.tar.*";
        static final String INDEX = "uploads.*index.*";
        static final String KEY = "key\\.json";
        static final String MANIFEST = "manifest\\.json";
        static final String HOLD = "hold\\.json";
    }

    /** How an object's bytes change; null is: it is gone. */
    private static final class Bytes {
        static final String SIGNATURE = "\"hmac\" : \"([0-9a-f]{64})\"";

        static byte[] flipped(byte[] good, byte[] older) {
            byte[] bad = good.clone();
            bad[new Random(42).nextInt(bad.length)] ^= 1;
            return bad;
        }

        static byte[] cutOff(byte[] good, byte[] older) {
            return Arrays.copyOf(good, good.length - 1);
        }

        static byte[] appended(byte[] good, byte[] older) {
            return Arrays.copyOf(good, good.length + 1);
        }

        static byte[] emptied(byte[] good, byte[] older) {
            return new byte[0];
        }

        static byte[] removed(byte[] good, byte[] older) {
            return null;
        }

        static byte[] older(byte[] good, byte[] older) {
            return older;
        }

        static BinaryOperator<byte[]> replaced(String pattern, String replacement) {
            return (good, older) ->
                    text(good).replaceFirst(pattern, replacement).getBytes(StandardCharsets.UTF_8);
        }

        /** As somebody would who knows the form, and has a key of his own. */
        static byte[] signedWithAnotherKey(byte[] good, byte[] older) {
            Matcher signature = Pattern.compile(SIGNATURE).matcher(text(good));
            if (!signature.find()) {
                throw new IllegalStateException("There is no signature");
            }
            var unsigned = new StringBuilder(text(good)).replace(signature.start(1), signature.end(1), "0".repeat(64));
            byte[] other = MasterKey.parse("fedcba9876543210".repeat(4))
                    .sign(unsigned.toString().getBytes(StandardCharsets.UTF_8));
            return unsigned.replace(
                            signature.start(1), signature.end(1), HexFormat.of().formatHex(other))
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final String object;
    private final BinaryOperator<byte[]> change;

    StoredDefect(String object, BinaryOperator<byte[]> change) {
        this.object = object;
        this.change = change;
    }

    /** A backup's folder as it was, and the name of the object that is not any more. */
    record Spoilt(Path folder, FolderBytes good, String name) {
        void mend() throws IOException {
            good.into(folder);
        }
    }

    /**
     * Spoils an object.
     *
     * @param backup its folder
     * @param older folder of an older backup of the same target
     */
    Spoilt in(Path backup, Path older) throws IOException {
        FolderBytes folder = FolderBytes.of(backup);
        String name = folder.first(object);
        byte[] good = folder.bytes(name);
        FolderBytes others = FolderBytes.of(older);
        byte[] bad = change.apply(good, others.bytes(others.first(object)));
        if (bad == null) {
            Files.delete(backup.resolve(name));
        } else if (Arrays.equals(good, bad)) {
            throw new IllegalStateException(this + " changed nothing");
        } else {
            Files.write(backup.resolve(name), bad);
        }
        return new Spoilt(backup, folder, name);
    }
}
