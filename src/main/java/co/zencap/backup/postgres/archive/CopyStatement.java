package co.zencap.backup.postgres.archive;

import java.util.ArrayList;
import java.util.List;

/**
 * The statement that takes a table's data, as {@code dumpTableData} of {@code src/bin/pg_dump/pg_dump.c} writes it:
 * {@code COPY schema.table (column, column) FROM stdin;}. Its target is where the rows go: for a partition that must be
 * loaded through its root, that is the root. A table without columns (or with generated ones only) has no list.
 */
record CopyStatement(TableName target, List<String> columns) {

    /** @param schema of the entry, for archives of before 2018, whose statements lean on search_path */
    static CopyStatement parse(String statement, String schema) {
        return new Parser(statement).parse(schema);
    }

    private static final class Parser {
        private final String text;
        private int next;

        Parser(String text) {
            this.text = text;
        }

        CopyStatement parse(String schema) {
            expect("COPY ");
            String name = identifier();
            TableName target = new TableName(schema, name);
            if (accept(".")) {
                target = new TableName(name, identifier());
            }
            expect(" ");
            List<String> columns = new ArrayList<>();
            if (accept("(")) {
                do {
                    columns.add(identifier());
                } while (accept(", "));
                expect(")");
            }
            expect(" FROM stdin;");
            return new CopyStatement(target, List.copyOf(columns));
        }

        private String identifier() {
            return accept("\"") ? quoted() : plain();
        }

        private String quoted() {
            StringBuilder name = new StringBuilder();
            for (int end = text.indexOf('"', next); end >= 0; end = text.indexOf('"', next)) {
                name.append(text, next, end);
                next = end + 1;
                if (!accept("\"")) {
                    return name.toString();
                }
                name.append('"');
            }
            throw new IllegalArgumentException("not a COPY statement: a quoted name doesn't end");
        }

        private String plain() {
            int start = next;
            while (next < text.length() && " .,()\"".indexOf(text.charAt(next)) < 0) {
                next++;
            }
            if (next == start) {
                throw new IllegalArgumentException("not a COPY statement: a name is missing");
            }
            return text.substring(start, next);
        }

        private boolean accept(String token) {
            boolean there = text.startsWith(token, next);
            next += there ? token.length() : 0;
            return there;
        }

        private void expect(String token) {
            if (!accept(token)) {
                throw new IllegalArgumentException("not a COPY statement: '" + token + "' is missing");
            }
        }
    }
}
