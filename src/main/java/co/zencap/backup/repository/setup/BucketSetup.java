package co.zencap.backup.repository.setup;

import co.zencap.backup.repository.RepositoryFailure.Reason;
import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Retrieval.Pause;
import co.zencap.backup.repository.setup.BucketStep.Found;
import co.zencap.backup.repository.setup.SetupRow.State;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Brings a bucket to what backups need, step by step; one that the server does not know keeps none of the others away. */
public final class BucketSetup {
    /** What a server says that does not know a call. Some take it for the making of the bucket, which exists. */
    private static final Set<String> UNKNOWN = Set.of(
            "NotImplemented",
            "MethodNotAllowed",
            "UnsupportedOperation",
            "NotSupported",
            "InvalidStorageClass",
            "BucketAlreadyOwnedByYou",
            "BucketAlreadyExists");

    private static final Set<Reason> FINAL =
            Set.of(Reason.CREDENTIALS, Reason.CLOCK, Reason.TLS, Reason.UNREACHABLE, Reason.MISSING);

    /** What was set may be seen a moment later only. */
    private static final int LOOKS = 4;

    private final S3Administration bucket;
    private final List<BucketStep> steps;
    private final Optional<SetupRow> skipped;
    private final Pause pause;

    /**
     * @param policy who else may use the bucket; empty where nobody is named
     * @param pause between two looks at what was just set
     */
    public BucketSetup(S3Administration bucket, LifecycleRules rules, Optional<BucketPolicy> policy, Pause pause) {
        this.bucket = bucket;
        this.steps = BucketSettings.of(bucket.settings(), rules, policy);
        this.skipped = policy.isPresent()
                ? Optional.empty()
                : Optional.of(new SetupRow(
                        BucketPolicy.SETTING,
                        "not looked at",
                        "a user of the bucket",
                        State.SKIPPED,
                        true,
                        Optional.of("no account is named; give --account, --principal or BACKUP_S3_ACCOUNT, or let the"
                                + " user's own IAM policy allow it")));
        this.pause = pause;
    }

    /**
     * Looks at every setting, and changes those that differ where {@code change} says so.
     *
     * @throws IOException when the server can't be reached, or does not know these credentials
     */
    public List<SetupRow> run(boolean change) throws IOException {
        var rows = new ArrayList<SetupRow>();
        boolean there = true;
        for (BucketStep step : steps) {
            if (!there && step instanceof ForeignExpirations) {
                continue;
            }
            SetupRow row = there ? run(step, change) : row(step, "none yet", State.TO_DO, Optional.empty());
            rows.add(row);
            if (step instanceof BucketSettings.Existence) {
                if (row.bad()) {
                    return rows;
                }
                there = row.state() != State.TO_DO;
            }
        }
        skipped.ifPresent(rows::add);
        return rows;
    }

    private SetupRow run(BucketStep step, boolean change) throws IOException {
        String now = "unknown";
        try {
            Found found = step.look(bucket.client());
            now = found.now();
            if (found.inPlace()) {
                return row(step, now, State.IN_PLACE, found.note());
            }
            if (!change) {
                return row(step, now, State.TO_DO, found.note());
            }
            step.apply(bucket.client());
            return kept(step)
                    ? row(step, now, State.DONE, found.note())
                    : row(step, now, State.UNSUPPORTED, Optional.of("the server accepts it, and does not keep it"));
        } catch (S3Exception e) {
            if (FINAL.contains(S3Administration.reason(e))) {
                throw bucket.translate("Cannot set up the bucket", e);
            }
            return row(step, now, state(e), Optional.of(words(e)));
        } catch (SdkException e) {
            throw bucket.translate("Cannot set up the bucket", e);
        } catch (AnswerNotUnderstood e) {
            return row(step, now, State.UNSUPPORTED, Optional.of(e.getMessage()));
        }
    }

    private boolean kept(BucketStep step) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            if (step.look(bucket.client()).inPlace()) {
                return true;
            }
            try {
                pause.rest(Duration.ofMillis(500L << look));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("The setup was interrupted. HINT: run it again");
            }
        }
        return false;
    }

    static State state(S3Exception e) {
        String code = S3Administration.code(e);
        int status = e.statusCode();
        // A server that knows a call refuses it with a code of S3.
        boolean speechless = code.isEmpty() && (status == 400 || status == 404 || status == 500);
        if (status == 501 || status == 405 || UNKNOWN.contains(code) || speechless) {
            return State.UNSUPPORTED;
        }
        return status == 403 ? State.FORBIDDEN : State.FAILED;
    }

    static String words(S3Exception e) {
        String message =
                e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        return S3Administration.seen(e) + (message == null || message.isBlank() ? "" : ": " + message.strip());
    }

    private static SetupRow row(BucketStep step, String now, State state, Optional<String> detail) {
        return new SetupRow(step.setting(), now, step.wanted(), state, step.optional(), detail);
    }
}
