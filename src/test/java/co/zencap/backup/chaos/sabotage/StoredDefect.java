package co.zencap.backup.chaos.sabotage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** What may be wrong with the objects of a stored backup. */
enum StoredDefect {
    FLIPPED_BYTE_OF_THE_DUMP("database\\.dump.*", Change.FLIPPED),
    FLIPPED_BYTE_OF_THE_ROLES("globals.*", Change.FLIPPED),
    FLIPPED_BYTE_OF_THE_STRUCTURE("structure.*", Change.FLIPPED),
    FLIPPED_BYTE_OF_A_PACK("uploads.*\\.tar.*", Change.FLIPPED),
    FLIPPED_BYTE_OF_A_FILE_INDEX("uploads.*index.*", Change.FLIPPED),
    FLIPPED_BYTE_OF_THE_KEY("key\\.json", Change.FLIPPED),
    FLIPPED_BYTE_OF_THE_MANIFEST("manifest\\.json", Change.FLIPPED),
    LAST_BYTE_OF_THE_DUMP_CUT_OFF("database\\.dump.*", Change.CUT_OFF),
    BYTE_APPENDED_TO_THE_ROLES("globals.*", Change.APPENDED),
    EMPTY_STRUCTURE("structure.*", Change.EMPTIED),
    EMPTY_MANIFEST("manifest\\.json", Change.EMPTIED),
    MISSING_DUMP("database\\.dump.*", Change.REMOVED),
    MISSING_ROLES("globals.*", Change.REMOVED),
    MISSING_PACK("uploads.*\\.tar.*", Change.REMOVED),
    MISSING_FILE_INDEX("uploads.*index.*", Change.REMOVED),
    MISSING_KEY("key\\.json", Change.REMOVED),
    OLDER_DUMP_UNDER_THE_NEWER_NAME("database\\.dump.*", Change.OLDER),
    OLDER_ROLES_UNDER_THE_NEWER_NAME("globals.*", Change.OLDER),
    OLDER_KEY_UNDER_THE_NEWER_NAME("key\\.json", Change.OLDER),
    SWAPPED_MANIFEST("manifest\\.json", Change.OLDER),
    FORGED_ROW_COUNT("manifest\\.json", Change.FORGED);

    /** How an object's bytes change; null is: it is gone. */
    private enum Change {
        FLIPPED {
            @Override
            byte[] of(byte[] good, byte[] older) {
                byte[] bad = good.clone();
                bad[new Random(42).nextInt(bad.length)] ^= 1;
                return bad;
            }
        },
        CUT_OFF {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return Arrays.copyOf(good, good.length - 1);
            }
        },
        APPENDED {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return Arrays.copyOf(good, good.length + 1);
            }
        },
        EMPTIED {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return new byte[0];
            }
        },
        REMOVED {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return null;
            }
        },
        OLDER {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return older;
            }
        },
        FORGED {
            @Override
            byte[] of(byte[] good, byte[] older) {
                return new String(good)
                        .replaceFirst("\"rows\" *: *5000", "\"rows\" : 4999")
                        .getBytes();
            }
        };

        abstract byte[] of(byte[] good, byte[] older);
    }

    private final String object;
    private final Change change;

    StoredDefect(String object, Change change) {
        this.object = object;
        this.change = change;
    }

    /** An object of a backup, with its good bytes. */
    record Spoilt(Path file, byte[] good) {
        String name() {
            return file.getFileName().toString();
        }

        void mend() throws IOException {
            Files.write(file, good);
        }
    }

    /**
     * Spoils an object.
     *
     * @param backup its folder
     * @param older folder of an older backup of the same target
     */
    Spoilt in(Path backup, Path older) throws IOException {
        Path file = find(backup);
        byte[] good = Files.readAllBytes(file);
        byte[] bad = change.of(good, Files.readAllBytes(find(older)));
        if (bad == null) {
            Files.delete(file);
        } else if (Arrays.equals(good, bad)) {
            throw new IllegalStateException(this + " changed nothing");
        } else {
            Files.write(file, bad);
        }
        return new Spoilt(file, good);
    }

    private Path find(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches(object))
                    .sorted()
                    .toList();
            return found.get(0);
        }
    }
}
