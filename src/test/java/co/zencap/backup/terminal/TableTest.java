package co.zencap.backup.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.terminal.Table.Cell;
import org.junit.jupiter.api.Test;

class TableTest {
    /** Names come from databases and files of others. */
    @Test
    void whatATerminalWouldObeyIsNotPrinted() {
        var screen = CapturedTerminal.pipes();

        new Table("NAME").row("a\u001b[2J\nb\u202e").print(screen.terminal());

        assertThat(screen.out()).isEqualTo("NAME\na?[2J?b?\n");
    }

    @Test
    void alignsWordsLeftAndFiguresRight() {
        var screen = CapturedTerminal.pipes();

        new Table("ID", ">SIZE", "NOTE")
                .row("a", "9 MB", "x")
                .row("long-id", "10 MB", null)
                .print(screen.terminal());

        assertThat(screen.out())
                .isEqualTo(
                        """
                ID        SIZE  NOTE
                a         9 MB  x
                long-id  10 MB  -
                """);
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void leavesOutBlankHeadings() {
        var screen = CapturedTerminal.pipes();

        new Table("", "").row("API", "here").row("Health", "there").print(screen.terminal());

        assertThat(screen.out()).isEqualTo("API     here\nHealth  there\n");
    }

    @Test
    void coloursDoNotDisturbTheColumns() {
        var screen = CapturedTerminal.screen(true, 80);

        new Table("A", "B")
                .row(new Cell("ok", Style.GOOD), "x")
                .row("broken", "y")
                .print(screen.terminal());

        assertThat(screen.out().replaceAll("\u001b\\[\\d+m", "")).isEqualTo("A       B\nok      x\nbroken  y\n");
        assertThat(screen.out()).contains("\u001b[32mok\u001b[0m");
    }

    @Test
    void pipesAndPlainTerminalsGetNoColour() {
        for (var screen : new CapturedTerminal[] {CapturedTerminal.pipes(), CapturedTerminal.screen(false, 80)}) {
            new Table("A").row(new Cell("ok", Style.GOOD)).print(screen.terminal());

            assertThat(screen.out()).isEqualTo("A\nok\n");
        }
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatThrownBy(() -> new Table("A", "B").row("x")).isInstanceOf(IllegalArgumentException.class);
    }
}
