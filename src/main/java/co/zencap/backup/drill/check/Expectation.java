package co.zencap.backup.drill.check;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a query must return. */
sealed interface Expectation {

    boolean isMetBy(QueryAnswer answer);

    /** After "expected", for example "'0'" or "0 rows". */
    String words();

    /** What was seen, after "the query gave". */
    default String seen(QueryAnswer answer) {
        return answer.shown();
    }

    /** One row of one column, with this text. SQL's NULL equals nothing. */
    record Value(String text) implements Expectation {
        @Override
        public boolean isMetBy(QueryAnswer answer) {
            return answer.isOneValue() && text.equals(answer.value());
        }

        @Override
        public String words() {
            return Shown.value(text);
        }

        @Override
        public String seen(QueryAnswer answer) {
            return answer.isOneValue() ? Shown.value(answer.value()) : answer.shown() + " instead of one value";
        }
    }

    /** A number of rows: exactly so many, or more than that. */
    record Rows(boolean more, long number) implements Expectation {
        private static final Pattern FORM = Pattern.compile("(>?)\\s*(\\d{1,18})");

        /** From "0" or "> 0"; empty for anything else. */
        static Optional<Expectation> parse(String text) {
            Matcher matcher = FORM.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Rows(!matcher.group(1).isEmpty(), Long.parseLong(matcher.group(2))))
                    : Optional.empty();
        }

        @Override
        public boolean isMetBy(QueryAnswer answer) {
            return more ? answer.rows() > number : answer.rows() == number;
        }

        @Override
        public String words() {
            return (more ? "more than " : "") + number + (number == 1 ? " row" : " rows");
        }
    }
}
