package co.zencap.backup.alert.sms;

import java.text.Normalizer;
import java.util.Map;

/**
 * Text that fits into two segments of a text message. Everything outside of GSM 7-bit (3GPP TS 23.038) is written with its
 * characters: a single other one would make the whole message UCS-2, of which a segment holds less than half.
 */
final class SmsText {
    private static final int SINGLE = 160;
    private static final int SEGMENT = 153;
    private static final int SEGMENTS = 2;
    private static final String CUT = "...";

    private static final String BASIC = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String EXTENDED = "^{}\\[~]|€";
    private static final Map<Integer, String> WRITTEN = Map.ofEntries(
            Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '`', "'"),
            Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""),
            Map.entry((int) '„', "\""),
            Map.entry((int) '«', "\""),
            Map.entry((int) '»', "\""),
            Map.entry((int) '–', "-"),
            Map.entry((int) '—', "-"),
            Map.entry((int) '−', "-"),
            Map.entry((int) '→', "->"),
            Map.entry((int) '≠', "!="),
            Map.entry((int) '≤', "<="),
            Map.entry((int) '≥', ">="),
            Map.entry((int) '×', "x"),
            Map.entry((int) '•', "-"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'Ł', "L"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'Đ', "D"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'Œ', "OE"),
            Map.entry((int) 'ı', "i"));

    private SmsText() {}

    /** One line, in characters that every telephone has, cut where the second segment is full. */
    static String fit(String text) {
        String line = gsm(text.strip().replaceAll("\\s+", " "));
        if (septets(line) <= SINGLE) {
            return line;
        }
        int end = end(line, 0);
        return end == line.length() ? line : line.substring(0, end(line, CUT.length())) + CUT;
    }

    /** How many units of 7 bits it takes. */
    static int septets(String gsm) {
        return gsm.chars().map(SmsText::septets).sum();
    }

    private static int septets(int character) {
        return EXTENDED.indexOf(character) >= 0 ? 2 : 1;
    }

    /** Where the segments are full, some room left; a character that takes two units is never parted. */
    private static int end(String gsm, int room) {
        int at = 0;
        for (int segment = 1; segment <= SEGMENTS; segment++) {
            int left = SEGMENT - (segment == SEGMENTS ? room : 0);
            while (at < gsm.length() && septets(gsm.charAt(at)) <= left) {
                left -= septets(gsm.charAt(at++));
            }
        }
        return at;
    }

    private static String gsm(String text) {
        var written = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(character -> {
            if (isGsm(character)) {
                written.appendCodePoint(character);
            } else {
                written.append(WRITTEN.containsKey(character) ? WRITTEN.get(character) : plain(character));
            }
        });
        return written.toString();
    }

    /** Without accents and ligatures; a question mark for what has no like, nothing for what can't be seen. */
    private static String plain(int character) {
        int type = Character.getType(character);
        if (type == Character.FORMAT || type == Character.CONTROL || type == Character.NON_SPACING_MARK) {
            return "";
        }
        String bare = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "");
        return !bare.isEmpty() && bare.codePoints().allMatch(SmsText::isGsm) ? bare : "?";
    }

    private static boolean isGsm(int character) {
        return BASIC.indexOf(character) >= 0 || EXTENDED.indexOf(character) >= 0;
    }
}
