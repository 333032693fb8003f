package co.zencap.backup.files;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.files.FileScan.FileId;
import org.junit.jupiter.api.Test;

class FirstNamesTest {
    private static final FileName A = FileName.of("a");
    private static final FileName B = FileName.of("b");
    private static final FileName C = FileName.of("c");

    @Test
    void everyOtherNameIsALinkToTheFirst() {
        var names = new FirstNames(10);

        assertThat(names.of(file(1), A, 3)).isNull();
        assertThat(names.of(file(1), B, 3)).isEqualTo(A);
        assertThat(names.of(file(1), C, 3)).isEqualTo(A);
    }

    @Test
    void whatHasBeenMetUnderAllItsNamesTakesNoRoom() {
        var names = new FirstNames(1);
        for (int i = 0; i < 1000; i++) {
            assertThat(names.of(file(i), A, 2)).isNull();
            assertThat(names.of(file(i), B, 2)).isEqualTo(A);
        }
    }

    @Test
    void beyondTheLimitAFileIsOneOfItsOwn() {
        var names = new FirstNames(1);
        names.of(file(1), A, 2);

        assertThat(names.of(file(2), B, 2)).isNull();
        assertThat(names.of(file(2), C, 2)).isNull();
        assertThat(names.of(file(1), C, 2)).isEqualTo(A);
    }

    private static FileId file(long inode) {
        return new FileId(1, inode);
    }
}
