package co.zencap.backup.recovery.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.files.FileSet;
import co.zencap.backup.target.TargetId;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that others send. */
class ChosenPathsTest {
    private static final List<FileSet> SETS = List.of(
            FileSet.of(new TargetId("uploads"), Path.of("/srv/uploads")),
            FileSet.of(new TargetId("images"), Path.of("/srv/images")));

    @Test
    void takesPathsInFileSetsAndOfNestedOnesTheOutermost() {
        assertThat(ChosenPaths.of(
                        List.of(
                                "/srv/uploads/2026/",
                                "/srv/uploads/2026/deep/report.txt",
                                "/srv/images",
                                "/srv/images",
                                "/srv/uploads/a..b/.hidden"),
                        SETS))
                .containsExactly(
                        Path.of("/srv/uploads/2026"), Path.of("/srv/images"), Path.of("/srv/uploads/a..b/.hidden"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "uploads/2026",
                "../srv/uploads",
                "/srv/uploads/../../etc/passwd",
                "/srv/uploads/..",
                "/srv/uploads/./x",
                "/srv/uploads//x",
                "/srv/uploads/x//",
                "/srv",
                "/srv/uploads-of-others",
                "/etc/passwd",
                "/srv/uploads/\0",
                "~/x"
            })
    void refusesAllThatLeadsElsewhere(String path) {
        assertThatThrownBy(() -> ChosenPaths.of(List.of(path), SETS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("\0");
    }

    @Test
    void refusesWhatIsTooMuchOrTooLong() {
        assertThatThrownBy(() -> ChosenPaths.of(Collections.nCopies(1001, "/srv/uploads/x"), SETS))
                .hasMessageContaining("1001 paths");
        assertThatThrownBy(() -> ChosenPaths.of(List.of("/srv/uploads/" + "x".repeat(5000)), SETS))
                .hasMessageContaining("longer");
    }
}
