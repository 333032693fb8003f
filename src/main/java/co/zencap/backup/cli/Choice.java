package co.zencap.backup.cli;

import java.util.List;

/** What can be one of a few words only: whoever writes another one has used the command wrongly, and no service need be asked. */
final class Choice {
    private Choice() {}

    /** @throws IllegalArgumentException naming the words */
    static String of(String option, String given, List<String> words) {
        if (words.contains(given)) {
            return given;
        }
        int last = words.size() - 1;
        throw new IllegalArgumentException(option + " is '" + given + "'. HINT: write "
                + String.join(", ", words.subList(0, last)) + " or " + words.get(last) + ".");
    }
}
