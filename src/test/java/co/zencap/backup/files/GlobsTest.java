package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.xlsx|srv/a.xlsx|true",
                "*.xlsx|srv/a.xls|false",
                "*.xlsx|srv/a.xlsx/inside|true",
                "cache|srv/cache/deep/x|true",
                "cache|srv/mycache/x|false",
                "tmp/*.log|srv/tmp/x.log|true",
                "tmp/*.log|srv/tmp/sub/x.log|false",
                "tmp/**/*.log|srv/tmp/x.log|true",
                "tmp/**/*.log|srv/tmp/a/b/x.log|true",
                "/srv/*.txt|srv/a.txt|true",
                "/srv/*.txt|other/srv/a.txt|false",
                "/srv/**|srv/a/b|true",
                "?.txt|srv/ü.txt|true",
                "[a-c].txt|b.txt|true",
                "[!a-c].txt|b.txt|false",
                "*.{jpg,png}|x.png|true",
                "*.{jpg,png}|x.gif|false",
                "a.b|axb|false",
                "a+(b)|a+(b)|true",
                "\\*|*|true",
                "\\*|x|false",
                "größe|srv/größe|true",
            })
    void matches(String glob, String path, boolean expected) {
        assertThat(Globs.of(List.of(glob)).matches(FileName.of(path))).isEqualTo(expected);
    }

    @Test
    void whatIsNoPatternIsSaidSo() {
        assertThatThrownBy(() -> Globs.of(List.of("{a"))).hasMessageContaining("HINT:");
        assertThatThrownBy(() -> Globs.of(List.of(" "))).hasMessageContaining("HINT:");
    }
}
