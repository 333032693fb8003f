package co.zencap.backup.cleanup;

import co.zencap.backup.catalog.RetentionQueries;
import co.zencap.backup.repository.Repository;
import co.zencap.backup.repository.RepositoryFailure;
import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the plans of a cleanup, and of a dry run, from what repositories and catalog hold this moment. */
public final class CleanupPlans {
    private static final Logger LOG = LoggerFactory.getLogger(CleanupPlans.class);

    private final Settings settings;
    private final List<Repository> repositories;
    private final RetentionQueries queries;
    private final Inventory inventory;
    private final Planner planner;
    private final Runnable requireCurrentCatalog;

    /**
     * @param repositories the local one first
     * @param requireCurrentCatalog throws while entries for the catalog wait elsewhere
     */
    public CleanupPlans(
            Settings settings,
            List<Repository> repositories,
            RetentionQueries queries,
            Inventory inventory,
            Planner planner,
            Runnable requireCurrentCatalog) {
        this.settings = settings;
        this.repositories = List.copyOf(repositories);
        this.queries = queries;
        this.inventory = inventory;
        this.planner = planner;
        this.requireCurrentCatalog = requireCurrentCatalog;
    }

    Repository local() {
        return repositories.get(0);
    }

    /** Every target in every repository. */
    public List<CleanupShare> shares() {
        var shares = new ArrayList<CleanupShare>();
        for (Repository repository : repositories) {
            settings.targets().forEach(target -> shares.add(new CleanupShare(repository, target)));
        }
        return shares;
    }

    /**
     * The plan for one share.
     *
     * @throws IOException when the repository can't be read to the end: then nothing in it may go
     */
    public CleanupPlan plan(CleanupShare share) throws IOException {
        return planner.plan(share.target(), survey(share));
    }

    Survey survey(CleanupShare share) throws IOException {
        requireCurrentCatalog.run();
        Contents own = inventory.read(share.repository());
        var others = new ArrayList<Contents>();
        for (Repository other : repositories) {
            if (!other.equals(share.repository())) {
                try {
                    others.add(inventory.read(other));
                } catch (RepositoryFailure e) {
                    LOG.warn("What {} holds is not known now: {}", other.id(), e.getMessage());
                }
            }
        }
        return Survey.of(own, others, queries.copies(share.target()), queries.holds());
    }
}
