package co.zencap.backup.repository.setup;

import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.setup.BucketStep.Found;
import co.zencap.backup.repository.setup.SetupRow.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.PolicyStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Looks how open a bucket is; changes nothing. */
public final class BucketExposure {
    private static final String EVERYBODY = "http://acs.amazonaws.com/groups/global/";

    private final S3Administration bucket;
    private final String name;

    public BucketExposure(S3Administration bucket) {
        this.bucket = bucket;
        this.name = bucket.settings().bucket();
    }

    private interface Look {
        Found at(S3Client client) throws IOException;
    }

    /**
     * One row for each setting; required are those without which the world can read what is stored.
     *
     * @throws IOException when the server can't be reached
     */
    public List<SetupRow> look() throws IOException {
        var rows = new ArrayList<SetupRow>();
        rows.add(row("policy", "not public", false, this::policy));
        rows.add(row("ACL", "nobody else", false, this::acl));
        var steps = List.of(
                new BucketSettings.PublicAccess(name),
                new BucketSettings.Encryption(name),
                new BucketSettings.Versioning(name, true));
        for (BucketStep step : steps) {
            rows.add(row(step.setting(), step.wanted(), true, step::look));
        }
        return rows;
    }

    /** How many buckets the credentials can see; empty where they may not list them. */
    public OptionalInt visibleBuckets() throws IOException {
        try {
            return OptionalInt.of(bucket.client().listBuckets().buckets().size());
        } catch (S3Exception e) {
            return OptionalInt.empty();
        } catch (SdkException e) {
            throw bucket.translate("Cannot list the buckets", e);
        }
    }

    private Found policy(S3Client client) {
        PolicyStatus status = BucketSettings.unlessAbsent(() ->
                client.getBucketPolicyStatus(request -> request.bucket(name)).policyStatus());
        boolean open = status != null && Boolean.TRUE.equals(status.isPublic());
        return Found.of(open ? "public" : status == null ? "none" : "not public", !open);
    }

    private Found acl(S3Client client) {
        List<Grant> grants =
                client.getBucketAcl(request -> request.bucket(name)).grants();
        boolean open = grants.stream()
                .anyMatch(grant -> grant.grantee() != null
                        && grant.grantee().uri() != null
                        && grant.grantee().uri().startsWith(EVERYBODY));
        return Found.of(open ? "everybody may use the bucket" : "nobody else", !open);
    }

    private SetupRow row(String setting, String wanted, boolean optional, Look look) throws IOException {
        try {
            Found found = look.at(bucket.client());
            State state = found.inPlace() ? State.IN_PLACE : State.TO_DO;
            return new SetupRow(setting, found.now(), wanted, state, optional, found.note());
        } catch (S3Exception e) {
            String why = BucketSetup.words(e);
            return new SetupRow(setting, "unknown", wanted, BucketSetup.state(e), optional, Optional.of(why));
        } catch (SdkException e) {
            throw bucket.translate("Cannot look at the bucket", e);
        }
    }
}
