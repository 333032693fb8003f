package co.zencap.backup.recovery.workflow;

import co.zencap.backup.backup.StoredBackup;
import java.util.List;

/**
 * A backup that is restored, and what of it.
 *
 * @param database whether its database is
 * @param sets the file sets that are
 */
record RestoredBackup(StoredBackup backup, boolean database, List<String> sets) {}
