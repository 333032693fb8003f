package co.zencap.backup.api;

/** What callers look for, out of the query of a call. */
final class SearchTerm {
    private static final int LONGEST = 200;

    private SearchTerm() {}

    /**
     * A whole number of at most so many digits; null without one.
     *
     * @throws ApiProblem when it is something else
     */
    static Long number(String name, String text, int digits) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!text.matches("\\d{1," + digits + "}")) {
            throw new ApiProblem(
                    422,
                    "Wrong " + name,
                    "'" + name + "' must be a whole number.",
                    "Use for example " + name + "=100.");
        }
        return Long.valueOf(text);
    }

    /**
     * How many are asked for; {@code usual} where nothing is said.
     *
     * @throws ApiProblem when it is no whole number from 1 to {@code most}
     */
    static int limit(String text, int usual, int most) {
        if (text == null) {
            return usual;
        }
        int asked = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (asked < 1 || asked > most) {
            throw new ApiProblem(
                    422,
                    "Wrong limit",
                    "'limit' must be a whole number from 1 to " + most + ".",
                    "Use for example limit=100.");
        }
        return asked;
    }

    /**
     * Words; null without any.
     *
     * @throws ApiProblem when they are too many, or nothing that the catalog could hold
     */
    static String text(String name, String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw new ApiProblem(
                    422,
                    "Wrong " + name,
                    "'" + name + "' is longer than " + LONGEST + " characters.",
                    "Look for less.");
        }
        return text.strip();
    }
}
