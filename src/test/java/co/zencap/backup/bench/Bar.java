package co.zencap.backup.bench;

import java.util.Locale;

/**
 * What a contender is measured against.
 *
 * @param contender whose time it is
 * @param floor the other's
 * @param atMost how many times the other's it may be
 */
record Bar(Contender contender, Contender floor, double atMost) {

    double ratio() {
        return contender.median() / floor.median();
    }

    boolean met() {
        return ratio() <= atMost;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-9s %5.2f, at most %4.2f:   %s  /  %s",
                met() ? "met" : "NOT MET",
                ratio(),
                atMost,
                contender.name(),
                floor.name());
    }
}
