package co.zencap.backup.security;

import co.zencap.backup.repository.S3Administration;
import co.zencap.backup.repository.S3Settings;
import co.zencap.backup.repository.setup.BucketExposure;
import co.zencap.backup.repository.setup.SetupRow;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Looks at the bucket and the way to it.
 *
 * @param excess what the credentials were seen to be able to do, and should not
 */
record BucketAccess(S3Settings settings, Supplier<Optional<String>> excess) implements SecurityQuestion {
    private static final String SETUP = "./zencap s3 setup shows and mends it.";

    @Override
    public String about() {
        return "bucket";
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        var checks = new ArrayList<SecurityCheck>();
        checks.add(transport());
        try (var bucket = new S3Administration(settings)) {
            var exposure = new BucketExposure(bucket);
            for (SetupRow row : exposure.look()) {
                checks.add(check(row));
            }
            checks.add(reach(exposure.visibleBuckets()));
        } catch (IOException e) {
            checks.add(SecurityCheck.skipped(about(), e.getMessage(), ""));
        }
        excess.get().ifPresent(sentence -> {
            String[] said = sentence.split(" HINT: ", 2);
            checks.add(SecurityCheck.failed("S3 rights to delete", said[0], said[1]));
        });
        checks.add(SecurityCheck.skipped(
                "S3 rights to destroy",
                "Not asked, as only trying would tell: whether these credentials may delete the bucket's policy, switch its"
                        + " versioning off, or delete what is locked.",
                "Ask the policy simulator of IAM for s3:DeleteBucketPolicy, s3:PutBucketVersioning and"
                        + " s3:BypassGovernanceRetention; none of them is needed."));
        return checks;
    }

    private SecurityCheck transport() {
        String name = "TLS to S3";
        if (settings.endpoint().isEmpty()) {
            return SecurityCheck.passed(name, "AWS is asked over https.");
        }
        URI endpoint = settings.endpoint().get();
        if ("https".equals(endpoint.getScheme())) {
            return SecurityCheck.passed(name, endpoint.getHost() + " is asked over https.");
        }
        return isThisMachine(endpoint.getHost())
                ? SecurityCheck.passed(name, "None, and none needed: the server is on this machine.")
                : SecurityCheck.failed(
                        name,
                        endpoint.getHost() + " is asked in the clear: whoever listens sees which backups there are, and"
                                + " can answer in its place.",
                        "Set BACKUP_S3_ENDPOINT to an https address.");
    }

    private static boolean isThisMachine(String host) {
        return host != null
                && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"));
    }

    private static SecurityCheck check(SetupRow row) {
        String name = "bucket: " + row.setting();
        String detail = row.detail().map(why -> " (" + why + ")").orElse("");
        return switch (row.state()) {
            case IN_PLACE, DONE -> SecurityCheck.passed(name, row.now() + ".");
                // What the world can read is worse than a precaution that is missing.
            case TO_DO -> row.optional()
                    ? SecurityCheck.warning(name, row.now() + ", and should be: " + row.wanted() + detail + ".", SETUP)
                    : SecurityCheck.failed(name, row.now() + ", and should be: " + row.wanted() + detail + ".", SETUP);
            case UNSUPPORTED -> SecurityCheck.skipped(name, "The server does not know it" + detail + ".", "");
            case FORBIDDEN -> SecurityCheck.skipped(
                    name, "These credentials may not ask" + detail + ".", "Ask with those of the bucket's owner.");
            case FAILED, SKIPPED -> SecurityCheck.skipped(name, "It could not be asked" + detail + ".", "");
        };
    }

    private static SecurityCheck reach(OptionalInt buckets) {
        String name = "S3 rights to look around";
        if (buckets.isEmpty()) {
            return SecurityCheck.passed(name, "These credentials may not list other buckets.");
        }
        return buckets.getAsInt() <= 1
                ? SecurityCheck.passed(name, "These credentials see no other bucket.")
                : SecurityCheck.warning(
                        name,
                        "These credentials may list all " + buckets.getAsInt() + " buckets of the account.",
                        "Give them the bucket of the backups alone; ./zencap setup policies prints what they need.");
    }
}
