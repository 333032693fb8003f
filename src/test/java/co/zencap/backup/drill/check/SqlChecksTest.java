package co.zencap.backup.drill.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlChecksTest {
    @TempDir
    private Path folder;

    @Test
    void readsAllInTheOrderOfTheirFiles() throws Exception {
        write(
                "20-recent.sql",
                "-- name: Recent\n-- expect rows: > 0\n-- timeout: 5 min\nSELECT 1; -- the end\n-- really");
        write(
                "10-orders.sql",
                "\uFEFF-- name: Orders: all whole\r\n--expect: 0\r\n\r\n/* ours */ SELECT ';' -- a; b\r\n");
        write(".#10-orders.sql", "an editor's");
        write("README.md", "about them");

        var checks = SqlChecks.read(folder);

        assertThat(checks).extracting(SqlCheck::name).containsExactly("Orders: all whole", "Recent");
        assertThat(checks)
                .extracting(SqlCheck::expectation)
                .containsExactly(new Expectation.Value("0"), new Expectation.Rows(true, 0));
        assertThat(checks).extracting(SqlCheck::timeout).containsExactly(Duration.ofSeconds(60), Duration.ofMinutes(5));
    }

    @Test
    void thereAreNoneWithoutAFolder() throws Exception {
        assertThat(SqlChecks.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void readsTheExamplesOfTheInstructions() throws Exception {
        String instructions = Files.readString(Path.of("config/checks/README.md"));
        var examples = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(instructions);
        for (int i = 1; examples.find(); i++) {
            write(i + ".sql", examples.group(1));
        }

        assertThat(SqlChecks.read(folder)).hasSize(2);
        assertThat(SqlChecks.read(Path.of("config/checks"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            -- name: A@-- expects: 0@SELECT 1                  | '-- expects: 0' at the top is none of
            -- name: A@-- timeout 1 s@-- expect: 0@SELECT 1   | '-- timeout 1 s' at the top is none of
            -- name: A@-- expect:@SELECT 1                    | nothing stands behind 'expect:'
            -- name: A@-- name: B@-- expect: 0@SELECT 1       | 'name' is there twice
            -- expect: 0@SELECT 1                             | it has no name
            -- name: A@SELECT 1                               | it does not say what the query must return
            -- name: A@-- expect: 0@-- expect rows: 0@SELECT 1| it expects a value and rows
            -- name: A@-- expect rows: < 3@SELECT 1           | '< 3' is no number of rows
            -- name: A@-- expect: 0@-- timeout: 2 h@SELECT 1  | '2 h' is no time
            -- name: A@-- expect: 0@-- timeout: 0 s@SELECT 1  | '0 s' is no time
            -- name: A@-- expect: 0@-- timeout: 61 min@SELECT 1 | '61 min' is no time
            -- name: A@-- expect: 0@                          | it has no query
            -- name: A@-- expect: 0@SELECT 1; SELECT 2        | it has 2 statements
            -- name: A@-- expect: 0@SELECT $a$;$a$; COMMIT; DROP TABLE t | it has 3 statements
            """)
    void refusesWhatItCannotUse(String text, String why) throws Exception {
        write("a.sql", text.replace('@', '\n'));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlChecks.read(folder))
                .withMessageStartingWith("The check a.sql can't be used: " + why)
                .withMessageMatching("[^\n]*\\. HINT: [^\n]*\\.");
    }

    @Test
    void refusesTwoOfOneName() throws Exception {
        write("a.sql", "-- name: A\n-- expect: 0\nSELECT 0");
        write("b.sql", "-- name: A\n-- expect: 1\nSELECT 1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlChecks.read(folder))
                .withMessageContaining("HINT: give b.sql another name");
    }

    @Test
    void refusesWhatIsTooLargeOrNoText() throws Exception {
        write("a.sql", "-- name: A\n-- expect: 0\nSELECT 0" + " ".repeat(1 << 16));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlChecks.read(folder))
                .withMessageContaining("larger than 65536 bytes");

        Files.write(folder.resolve("a.sql"), new byte[] {'-', '-', (byte) 0xE4});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SqlChecks.read(folder))
                .withMessageContaining("not text in UTF-8");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
