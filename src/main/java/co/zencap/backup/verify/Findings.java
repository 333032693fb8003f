package co.zencap.backup.verify;

import co.zencap.backup.operation.Problem;
import co.zencap.backup.repository.RepositoryFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is found out about one copy. The name of every finding begins with the name of the object that it is about. */
final class Findings {
    private final List<Check> checks = new ArrayList<>();

    List<Check> all() {
        return List.copyOf(checks);
    }

    void add(Check check) {
        checks.add(check);
    }

    void good(String name, String detail) {
        checks.add(new Check(name, true, detail));
    }

    void bad(String name, String detail) {
        checks.add(new Check(name, false, detail));
    }

    void bad(String name, Exception failure) {
        bad(name, Problem.of(name, failure).detail());
    }

    /** What is wrong with one object is noted, and the others are looked at too; without the repository nothing is known. */
    void badUnlessAway(String name, Exception failure) throws RepositoryFailure {
        Optional<RepositoryFailure> away = RepositoryFailure.awayIn(failure);
        if (away.isPresent()) {
            throw away.get();
        }
        bad(name, failure);
    }

    void compare(String name, Object expected, Object found) {
        boolean same = expected.equals(found);
        checks.add(new Check(name, same, same ? String.valueOf(found) : "expected " + expected + ", found " + found));
    }
}
