package co.zencap.backup.figures;

/** Texts of any length where there is room for some of it. */
public final class Shortened {
    private Shortened() {}

    /**
     * Its beginning. No character of two UTF-16 units is parted: half of one can't be written as UTF-8.
     *
     * @param longest so many UTF-16 units, those of {@code mark} among them
     * @param mark what follows where something was left out
     */
    public static String of(String text, int longest, String mark) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - mark.length();
        if (end < 1) {
            return mark.substring(0, longest);
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + mark;
    }
}
