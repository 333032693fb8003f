package co.zencap.backup.chaos.sabotage;

/** What may be wrong with the answers of a restored database, as the operator's own checks see it. */
enum AnswerDefect {
    OTHER_ANSWER(
            "-- name: All orders are there\n-- expect: 5001\nSELECT count(*) FROM orders", "'All orders are there'"),
    ROWS_WHERE_NONE_SHOULD_BE(
            "-- name: Every order is small\n-- expect rows: 0\nSELECT id FROM orders WHERE id > 4990",
            "'Every order is small'"),
    NO_ANSWER("-- name: There are invoices\n-- expect rows: > 0\nSELECT * FROM invoices", "'There are invoices'"),
    ANSWER_THAT_COMES_TOO_LATE(
            "-- name: Answers at once\n-- expect: 1\n-- timeout: 100 ms\nSELECT 1 FROM pg_sleep(20)",
            "'Answers at once'"),
    QUESTION_THAT_WRITES(
            "-- name: Tidied up\n-- expect rows: 5000\nWITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone",
            "'Tidied up'"),
    QUESTION_WITHOUT_AN_EXPECTATION("-- name: Whatever\nSELECT 1", "The check sabotage.sql can't be used");

    /** Its file in {@code config/checks}. */
    static final String FILE = "sabotage.sql";

    private final String check;
    private final String words;

    AnswerDefect(String check, String words) {
        this.check = check;
        this.words = words;
    }

    String check() {
        return check;
    }

    /** By which the test names it. */
    String words() {
        return words;
    }
}
