package co.zencap.backup.mail;

import java.util.Arrays;

/** A series of values as bars: cells of a table, which every mail client draws, and block characters. */
final class Bars {
    private static final int HIGHEST = 40;
    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";

    private Bars() {}

    static boolean hasSome(double[] values) {
        return Arrays.stream(values).anyMatch(value -> !Double.isNaN(value));
    }

    static String text(double[] values) {
        double most = most(values);
        var text = new StringBuilder();
        for (double value : values) {
            text.append(
                    Double.isNaN(value) ? '.' : BLOCKS.charAt((int) Math.round(value / most * (BLOCKS.length() - 1))));
        }
        return text.toString();
    }

    static String html(double[] values) {
        double most = most(values);
        var html = new StringBuilder(
                "<table role=\"presentation\" aria-hidden=\"true\" cellpadding=\"0\" cellspacing=\"2\"><tr>");
        for (double value : values) {
            int height = Double.isNaN(value) ? 1 : (int) Math.max(2, Math.round(value / most * HIGHEST));
            String colour = Double.isNaN(value) ? "#d0d7de" : "#0969da";
            html.append("<td valign=\"bottom\" height=\"")
                    .append(HIGHEST)
                    .append(
                            "\"><table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\"><tr><td width=\"12\" height=\"")
                    .append(height)
                    .append("\" bgcolor=\"")
                    .append(colour)
                    .append("\" style=\"font-size:1px;line-height:1px;\">")
                    .append("&nbsp;</td></tr></table></td>");
        }
        return html.append("</tr></table>").toString();
    }

    private static double most(double[] values) {
        double most = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(1);
        return most > 0 ? most : 1;
    }
}
