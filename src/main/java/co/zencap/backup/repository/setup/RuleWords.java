package co.zencap.backup.repository.setup;

import java.util.ArrayList;
import java.util.Comparator;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.Transition;

/** A lifecycle rule in one line: equal for equal rules, however a server writes them. */
final class RuleWords {

    private RuleWords() {}

    static String of(LifecycleRule rule) {
        var words = new ArrayList<String>();
        rule.transitions().stream()
                .sorted(Comparator.comparing(RuleWords::days))
                .map(each -> each.storageClassAsString() + " after " + days(each) + " d")
                .forEach(words::add);
        if (rule.expiration() != null) {
            words.add("DELETES objects: " + rule.expiration());
        }
        if (rule.noncurrentVersionExpiration() != null) {
            words.add("old versions go after "
                    + rule.noncurrentVersionExpiration().noncurrentDays() + " d");
        }
        if (!rule.noncurrentVersionTransitions().isEmpty()) {
            words.add("old versions move: " + rule.noncurrentVersionTransitions());
        }
        if (rule.abortIncompleteMultipartUpload() != null) {
            words.add("unfinished uploads end after "
                    + rule.abortIncompleteMultipartUpload().daysAfterInitiation() + " d");
        }
        if (!"Enabled".equals(rule.statusAsString())) {
            words.add(String.valueOf(rule.statusAsString()));
        }
        String place = place(rule);
        return String.join(", ", words) + (place.isEmpty() ? "" : " (" + place + ")");
    }

    /** What a rule is about: a prefix in the new or the old form, or more. */
    private static String place(LifecycleRule rule) {
        if (rule.filter() == null) {
            return String.valueOf(prefix(rule));
        }
        boolean more = rule.filter().and() != null
                || rule.filter().tag() != null
                || rule.filter().objectSizeGreaterThan() != null
                || rule.filter().objectSizeLessThan() != null;
        return more ? rule.filter().toString() : prefix(rule);
    }

    /** The prefix of the keys that it is about. */
    @SuppressWarnings("deprecation")
    static String prefix(LifecycleRule rule) {
        String prefix = rule.filter() == null
                ? rule.prefix()
                : rule.filter().and() != null
                        ? rule.filter().and().prefix()
                        : rule.filter().prefix();
        return prefix == null ? "" : prefix;
    }

    private static int days(Transition transition) {
        return transition.days() == null ? 0 : transition.days();
    }
}
