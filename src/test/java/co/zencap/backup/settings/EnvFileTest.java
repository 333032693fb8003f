package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
    @TempDir
    Path folder;

    @Test
    void readsNamesAndValuesInOrder() throws IOException {
        assertThat(read("B=2\nA=1\n")).containsExactly(Map.entry("B", "2"), Map.entry("A", "1"));
    }

    @Test
    void skipsBlankLinesAndComments() throws IOException {
        assertThat(read("\n  \n# A=0\n   # B=1\nA=1   # the first\n")).isEqualTo(Map.of("A", "1"));
    }

    @Test
    void keepsAHashInsideAValue() throws IOException {
        assertThat(read("P=pa#ss\nQ='a # b'\nR=\"c # d\" # e\n"))
                .isEqualTo(Map.of("P", "pa#ss", "Q", "a # b", "R", "c # d"));
    }

    @Test
    void anEmptyValueMayHaveAComment() throws IOException {
        assertThat(read("A=\nB= # nothing\nC=''\nD=\"\"\n")).isEqualTo(Map.of("A", "", "B", "", "C", "", "D", ""));
    }

    @Test
    void singleQuotesTakeEverythingAsItIs() throws IOException {
        assertThat(read("A=' \\n \"x\" $HOME '")).isEqualTo(Map.of("A", " \\n \"x\" $HOME "));
    }

    @Test
    void doubleQuotesKnowEscapes() throws IOException {
        assertThat(read("A=\"one\\ntwo \\\"x\\\" \\\\ \\$HOME $HOME \\q\""))
                .isEqualTo(Map.of("A", "one\ntwo \"x\" \\ $HOME $HOME \\q"));
    }

    @Test
    void allowsExportAndBlanksAroundTheEqualsSign() throws IOException {
        assertThat(read("export A=1\nexport  B = 'x y'\n")).isEqualTo(Map.of("A", "1", "B", "x y"));
    }

    @Test
    void readsFilesOfOtherSystems() throws IOException {
        assertThat(read("\uFEFFA=1\r\nB='2'\r\n\r\n")).isEqualTo(Map.of("A", "1", "B", "2"));
    }

    @Test
    void keepsEqualsSignsAndUrls() throws IOException {
        assertThat(read("URL=postgresql://u:p%40@h:5432/d?sslmode=require&x=#y"))
                .isEqualTo(Map.of("URL", "postgresql://u:p%40@h:5432/d?sslmode=require&x=#y"));
    }

    @Test
    void theLaterLineWins() throws IOException {
        assertThat(read("A=1\nA=2\n")).isEqualTo(Map.of("A", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "2=hunter2x", "=hunter2", "K='hunter2", "K=\"hunter2\\\"", "K='a'hunter2"})
    void refusesAMalformedLineByItsNumberAndNeverShowsIt(String line) {
        String text = "A=1\n\n" + line + "\n";
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".env.local, line 3 ")
                .hasMessageContaining("HINT:")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void refusesWhatIsNotText() throws IOException {
        Path file = folder.resolve(".env.local");
        Files.write(file, new byte[] {'A', '=', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> EnvFile.read(file)).hasMessageContaining("is not UTF-8 text. HINT:");
    }

    private Map<String, String> read(String text) throws IOException {
        Path file = folder.resolve(".env.local");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return EnvFile.read(file);
    }
}
