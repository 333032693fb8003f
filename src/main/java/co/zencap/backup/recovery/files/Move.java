package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;

/**
 * Something live goes, and what was restored comes in its place.
 *
 * @param tree the folder from which {@code live} is reached, through no link
 * @param live relative to that
 * @param beside where what comes was restored, relative to the site
 * @param before where what goes is kept, relative to the site
 * @param comes whether anything does; else what is live only goes
 */
record Move(FileName tree, FileName live, FileName beside, FileName before, boolean comes) {}
