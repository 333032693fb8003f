package co.zencap.backup.cleanup;

import co.zencap.backup.catalog.CatalogEntry;
import co.zencap.backup.catalog.RetentionQueries.Copy;
import co.zencap.backup.retention.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a cleanup that was cut off, or a catalog that was lost, left untold: rows that set the catalog right. */
final class Corrections {
    private Corrections() {}

    static List<CatalogEntry> of(String target, Survey survey, List<Verdict> verdicts, Instant now) {
        Contents own = survey.own();
        var corrections = new ArrayList<CatalogEntry>();
        for (Copy copy : survey.copies().values()) {
            boolean isHere = copy.repository().equals(own.repository().id());
            if (isHere
                    && copy.condemned()
                    && copy.state().equals("stored")
                    && own.folder(target, copy.backupId())
                            .map(BackupFolder::manifestObject)
                            .isEmpty()) {
                corrections.add(CleanupEntries.copyDeleted(copy.backupId(), copy.repository(), now));
            }
        }
        for (Verdict verdict : verdicts) {
            Optional<Copy> copy = survey.copy(verdict.id(), own.repository().id());
            if (verdict.keep() && copy.filter(c -> c.state().equals("deleted")).isPresent()) {
                corrections.add(
                        CleanupEntries.copyFound(verdict.id(), own.repository().id()));
            }
        }
        own.of(target).forEach(folder -> folder.hold()
                .filter(hold -> !survey.heldInCatalog(folder.id()))
                .ifPresent(hold -> corrections.add(CleanupEntries.hold(hold))));
        return corrections;
    }
}
