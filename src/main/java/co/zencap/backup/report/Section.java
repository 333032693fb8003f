package co.zencap.backup.report;

import co.zencap.backup.mail.Page;
import java.util.List;

/** A part of a report, with what it has found. */
interface Section {
    /** What a person should see to, a sentence each; they come first in the report. */
    List<String> concerns();

    /** Writes the part. */
    void write(Page page);
}
