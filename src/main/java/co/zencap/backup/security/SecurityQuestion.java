package co.zencap.backup.security;

import java.io.IOException;
import java.util.List;

/** Looks at one part of what protects the backups. */
interface SecurityQuestion {

    /** What it is about, as a name for the check that could not be made. */
    String about();

    /** @throws IOException when nothing could be seen */
    List<SecurityCheck> ask() throws IOException;
}
