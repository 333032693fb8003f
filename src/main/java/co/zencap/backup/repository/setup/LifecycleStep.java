package co.zencap.backup.repository.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** One of our lifecycle rules among those that others have made. */
record LifecycleStep(String bucket, LifecycleRule rule) implements BucketStep {

    @Override
    public String setting() {
        return "lifecycle " + rule.id();
    }

    @Override
    public String wanted() {
        return RuleWords.of(rule);
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public Found look(S3Client client) {
        Optional<LifecycleRule> now =
                all(client).stream().filter(each -> rule.id().equals(each.id())).findFirst();
        return now.map(each -> Found.of(RuleWords.of(each), RuleWords.of(each).equals(wanted())))
                .orElse(Found.of("none", false));
    }

    /** The request replaces all rules, so it names the others, too. */
    @Override
    public void apply(S3Client client) {
        GetBucketLifecycleConfigurationResponse before = configuration(client, bucket);
        var rules = new ArrayList<LifecycleRule>();
        if (before != null) {
            before.rules().stream().filter(each -> !rule.id().equals(each.id())).forEach(rules::add);
        }
        rules.add(rule);
        client.putBucketLifecycleConfiguration(request -> request.bucket(bucket)
                .transitionDefaultMinimumObjectSize(
                        before == null ? null : before.transitionDefaultMinimumObjectSizeAsString())
                .lifecycleConfiguration(lifecycle -> lifecycle.rules(rules)));
    }

    private List<LifecycleRule> all(S3Client client) {
        GetBucketLifecycleConfigurationResponse now = configuration(client, bucket);
        return now == null ? List.of() : now.rules();
    }

    static GetBucketLifecycleConfigurationResponse configuration(S3Client client, String bucket) {
        return BucketSettings.unlessAbsent(
                () -> client.getBucketLifecycleConfiguration(request -> request.bucket(bucket)));
    }
}
