package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileRestore;
import co.zencap.backup.files.Selection;
import java.nio.file.Path;

/**
 * A part of a backup that is restored into a site.
 *
 * @param set whose
 * @param source where it is read from
 * @param into a folder of the site, relative to it
 * @param wanted which paths
 * @param bytes how many there are; 0 when nobody knows
 */
record RestoredPart(String set, FileRestore.Source source, Path into, Selection wanted, long bytes) {}
