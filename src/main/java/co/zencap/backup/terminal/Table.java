package co.zencap.backup.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as their widest cell. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private record Column(String heading, boolean right) {}

    /**
     * @param text one line
     * @param style how it looks
     */
    public record Cell(String text, Style style) {
        public Cell {
            text = Terminal.harmless(text);
        }

        /** In the default style. */
        public static Cell of(String text) {
            return new Cell(text, Style.PLAIN);
        }

        private int width() {
            return text.codePointCount(0, text.length());
        }
    }

    /** Headings; one that begins with {@code >} is of a column of figures, aligned to the right. */
    public Table(String... headings) {
        columns = List.of(headings).stream()
                .map(h -> h.startsWith(">") ? new Column(h.substring(1), true) : new Column(h, false))
                .toList();
    }

    /** Adds a row of strings and {@link Cell}s; null is shown as {@code -}. */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        var row = new ArrayList<Cell>();
        for (Object cell : cells) {
            row.add(cell instanceof Cell c ? c : Cell.of(cell == null ? "-" : cell.toString()));
        }
        rows.add(row);
        return this;
    }

    /** Prints it as a result; headings of nothing but blanks are left out, as are columns without a word. */
    public void print(Terminal terminal) {
        List<Cell> headings =
                columns.stream().map(c -> new Cell(c.heading(), Style.BOLD)).toList();
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = headings.get(i).width();
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
        }
        if (columns.stream().anyMatch(c -> !c.heading().isBlank())) {
            terminal.out().println(line(headings, widths, terminal));
        }
        rows.forEach(row -> terminal.out().println(line(row, widths, terminal)));
    }

    private String line(List<Cell> cells, int[] widths, Terminal terminal) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            String padding = " ".repeat(widths[i] - cell.width());
            String painted = terminal.paint(cell.style(), cell.text());
            boolean last = i == cells.size() - 1;
            line.append(columns.get(i).right() ? padding + painted : last ? painted : painted + padding)
                    .append(last || widths[i] == 0 ? "" : GAP);
        }
        return line.toString().stripTrailing();
    }
}
