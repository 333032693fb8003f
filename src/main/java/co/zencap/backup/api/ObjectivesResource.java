package co.zencap.backup.api;

import co.zencap.backup.objective.Compliance;
import co.zencap.backup.objective.Compliance.Verdict;
import co.zencap.backup.objective.ObjectivesReport;
import java.util.List;

/** {@code /api/v1/objectives}. */
public record ObjectivesResource(ObjectivesReport report) {

    /**
     * @param met whether none is missed
     * @param objectives each of them
     */
    record Document(boolean met, List<Compliance> objectives) {}

    /** How it stands with each objective. */
    public Answer get() {
        List<Compliance> all = report.report();
        return Answer.ok(new Document(all.stream().noneMatch(each -> each.verdict() == Verdict.MISSED), all));
    }
}
