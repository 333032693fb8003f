package co.zencap.backup.api;

import co.zencap.backup.audit.AuditExport;
import co.zencap.backup.audit.KnownChain;
import co.zencap.backup.audit.LatestVerification;
import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.catalog.AuditQueries.Search;
import java.time.Instant;
import org.apache.camel.Header;

/** {@code /api/v1/audit}: who did what, whether that is still what was written, and its way to the repositories. */
public record AuditResource(AuditQueries trail, KnownChain chain, LatestVerification verification, AuditExport export) {
    /** Rows that fit, and whether the trail is whole as far as the catalog knows. */
    public Answer list(
            @Header("limit") String limit,
            @Header("before") String before,
            @Header("q") String words,
            @Header("actor") String actor,
            @Header("action") String action,
            @Header("outcome") String outcome,
            @Header("since") String since,
            @Header("until") String until) {
        var search = new Search(
                SearchTerm.number("before", before, 15),
                SearchTerm.text("actor", actor),
                SearchTerm.text("action", action),
                SearchTerm.text("outcome", outcome),
                instant("since", since),
                instant("until", until),
                SearchTerm.text("q", words),
                SearchTerm.limit(limit, 100, 1000));
        return Answer.ok(StatusReport.ordered("chain", chain.look(), "entries", trail.find(search)));
    }

    /** Reads all of it, here and in the repositories. */
    public Answer verify() {
        return Answer.ok(verification
                .ask()
                .orElseThrow(() -> new ApiProblem(
                        409,
                        "Busy",
                        "The trail is being verified already.",
                        "Ask again when that has ended; its outcome is then told for a minute.")));
    }

    /** Writes what is new to the repositories. */
    public Answer exportNow() {
        return Answer.ok(export.run());
    }

    private static Instant instant(String name, String text) {
        return text == null || text.isBlank() ? null : CallTime.of(name, text.strip());
    }
}
