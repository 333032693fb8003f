package co.zencap.backup.repository;

import co.zencap.backup.repository.S3Capabilities.Answer;
import co.zencap.backup.repository.S3Capabilities.Question;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The questions that a bucket answers about itself; none of them is needed for anything but to be told. */
record S3BucketQuestions(S3Client client, S3Settings settings) {

    void ask(Map<Question, Answer> answers, String base) {
        answers.put(Question.LIST_UPLOADS, answer(() -> {
            client.listMultipartUploads(
                    request -> request.bucket(settings.bucket()).prefix(base));
            return Answer.yes("lists unfinished uploads");
        }));
        answers.put(Question.VERSIONING, answer(() -> {
            String status = client.getBucketVersioning(request -> request.bucket(settings.bucket()))
                    .statusAsString();
            return "Enabled".equals(status)
                    ? Answer.yes("enabled")
                    : Answer.no(status == null ? "not enabled" : status);
        }));
        answers.put(Question.OBJECT_LOCK, objectLock());
    }

    /** Whether objects can be locked, and what happens to those that nobody locks. */
    Answer objectLock() {
        return answer(() -> {
            ObjectLockConfiguration lock = client.getObjectLockConfiguration(
                            request -> request.bucket(settings.bucket()))
                    .objectLockConfiguration();
            if (lock == null || !"Enabled".equals(lock.objectLockEnabledAsString())) {
                return Answer.no("not enabled");
            }
            return Answer.yes(
                    lock.rule() == null || lock.rule().defaultRetention() == null
                            ? "enabled, no default retention"
                            : "enabled, default retention "
                                    + lock.rule().defaultRetention().modeAsString());
        });
    }

    private static Answer answer(Supplier<Answer> question) {
        try {
            return question.get();
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Answer.no("not enabled");
            }
            boolean certain = e.statusCode() == 501 || e.statusCode() == 400 || e.statusCode() == 405;
            return certain ? Answer.no(S3Probe.seen(e)) : Answer.unknown(S3Probe.seen(e));
        } catch (SdkException e) {
            return Answer.unknown(S3Probe.seen(e));
        }
    }
}
