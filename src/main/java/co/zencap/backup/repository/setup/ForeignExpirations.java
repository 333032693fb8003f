package co.zencap.backup.repository.setup;

import co.zencap.backup.repository.S3Settings;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/** Rules of others that delete what lies where backups lie. They are not ours to change, but somebody has to know. */
record ForeignExpirations(String bucket, LifecycleRules ours, S3Settings settings) implements BucketStep {

    @Override
    public String setting() {
        return "rules of others";
    }

    @Override
    public String wanted() {
        return "none that deletes backups";
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public Found look(S3Client client) {
        GetBucketLifecycleConfigurationResponse now = LifecycleStep.configuration(client, bucket);
        List<String> deleting = now == null
                ? List.of()
                : now.rules().stream()
                        .filter(rule ->
                                ours.rules().stream().noneMatch(our -> our.id().equals(rule.id())))
                        .filter(rule ->
                                "Enabled".equals(rule.statusAsString()) && deletes(rule) && reachesBackups(rule))
                        .map(LifecycleRule::id)
                        .toList();
        return deleting.isEmpty()
                ? Found.of("none that deletes backups", true)
                : new Found(
                        String.join(", ", deleting) + ", kept",
                        true,
                        Optional.of("WARNING: it deletes backups, whatever retention says; remove it, or limit it to"
                                + " another prefix"));
    }

    @Override
    public void apply(S3Client client) {
        throw new IllegalStateException("Rules of others are not changed");
    }

    private static boolean deletes(LifecycleRule rule) {
        return rule.expiration() != null
                && (rule.expiration().days() != null || rule.expiration().date() != null);
    }

    private boolean reachesBackups(LifecycleRule rule) {
        String mine = settings.prefix().isEmpty() ? "" : settings.prefix() + "/";
        String theirs = RuleWords.prefix(rule);
        return mine.startsWith(theirs) || theirs.startsWith(mine);
    }
}
