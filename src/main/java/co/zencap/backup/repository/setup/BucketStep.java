package co.zencap.backup.repository.setup;

import java.io.IOException;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** One setting of a bucket. Both calls throw what the SDK throws when the server refuses. */
interface BucketStep {

    /**
     * What a setting is.
     *
     * @param now in a few words
     * @param inPlace whether it is as it should be
     * @param note what a person should know about it
     */
    record Found(String now, boolean inPlace, Optional<String> note) {
        static Found of(String now, boolean inPlace) {
            return new Found(now, inPlace, Optional.empty());
        }
    }

    String setting();

    /** In a few words. */
    String wanted();

    /** Whether backups are as they should be without it, on a server that does not know it. */
    boolean optional();

    /** @throws IOException when the answer is not one of S3 */
    Found look(S3Client client) throws IOException;

    void apply(S3Client client) throws IOException;
}
