package co.zencap.backup.chaos.sabotage;

import co.zencap.backup.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** The list of what was put in, and what found it. */
final class DefectTable {
    private static final Path FILE = Path.of("target/sabotage.md");
    private static final int WORDS_SHOWN = 100;

    private DefectTable() {}

    static void begin() throws IOException {
        Files.writeString(FILE, "| defect | in | found by | in these words |\n|---|---|---|---|\n");
    }

    /** @param words where its problem names the defect */
    static void add(String defect, String where, Operation foundBy, String words) throws IOException {
        String detail = foundBy.problem().detail();
        String sentence =
                detail.substring(detail.indexOf(words)).lines().findFirst().orElse("");
        String shown = sentence.length() > WORDS_SHOWN ? sentence.substring(0, WORDS_SHOWN) + "..." : sentence;
        String row = String.join(
                " | ",
                defect.toLowerCase(Locale.ROOT).replace('_', ' '),
                where,
                foundBy.kind() + ": " + foundBy.phase(),
                shown.replace("|", "\\|"));
        Files.writeString(FILE, "| " + row + " |\n", StandardOpenOption.APPEND);
    }
}
