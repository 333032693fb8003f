package co.zencap.backup.recovery.files;

import co.zencap.backup.files.FileName;
import java.io.IOException;

/** Is told before each renaming, and may stop it by throwing. */
@FunctionalInterface
public interface SwapWitness {
    /** For whoever needs none. */
    SwapWitness NONE = (step, live) -> {};

    /** What is renamed. */
    enum Step {
        /** What is live goes. */
        TAKE_LIVE,
        /** What was restored comes. */
        PUT_RESTORED,
        /** What had been restored goes again. */
        TAKE_RESTORED,
        /** What was live before comes back. */
        PUT_BACK
    }

    void before(Step step, FileName live) throws IOException;
}
