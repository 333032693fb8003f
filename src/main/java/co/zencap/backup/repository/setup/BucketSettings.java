package co.zencap.backup.repository.setup;

import co.zencap.backup.repository.ObjectLock;
import co.zencap.backup.repository.S3Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The settings of a bucket that fit into a few lines each, in the order in which they have to be made. */
final class BucketSettings {
    private static final int NOT_FOUND = 404;
    private static final String NONE = "none";

    private BucketSettings() {}

    static List<BucketStep> of(S3Settings settings, LifecycleRules rules, Optional<BucketPolicy> policy) {
        var steps = new ArrayList<BucketStep>();
        String bucket = settings.bucket();
        steps.add(new Existence(settings));
        steps.add(new Versioning(bucket, settings.objectLock().isEmpty()));
        steps.add(new PublicAccess(bucket));
        steps.add(new Encryption(bucket));
        settings.objectLock().ifPresent(lock -> steps.add(new DefaultLock(bucket, lock)));
        rules.rules().forEach(rule -> steps.add(new LifecycleStep(bucket, rule)));
        steps.add(new ForeignExpirations(bucket, rules, settings));
        policy.ifPresent(steps::add);
        return steps;
    }

    /** The bucket itself. */
    record Existence(S3Settings settings) implements BucketStep {

        @Override
        public String setting() {
            return "bucket";
        }

        @Override
        public String wanted() {
            return settings.bucket()
                    + settings.objectLock().map(lock -> ", with Object Lock").orElse("");
        }

        @Override
        public boolean optional() {
            return false;
        }

        /** By a listing, as the answer to HEAD has no room for a reason. */
        @Override
        public Found look(S3Client client) {
            try {
                client.listObjectsV2(
                        request -> request.bucket(settings.bucket()).maxKeys(1));
                return Found.of("exists", true);
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return Found.of("missing", false);
                }
                throw e;
            }
        }

        @Override
        public void apply(S3Client client) {
            // The region of that name takes no name of a region; other servers may have none at all.
            boolean named = settings.endpoint().isEmpty() && !settings.region().equals("us-east-1");
            CreateBucketConfiguration place = named
                    ? CreateBucketConfiguration.builder()
                            .locationConstraint(settings.region())
                            .build()
                    : null;
            client.createBucket(request -> request.bucket(settings.bucket())
                    .createBucketConfiguration(place)
                    .objectLockEnabledForBucket(settings.objectLock().isPresent() ? true : null));
        }
    }

    /** Without versions, whoever may write may overwrite; locks need them. */
    record Versioning(String bucket, boolean optional) implements BucketStep {

        @Override
        public String setting() {
            return "versioning";
        }

        @Override
        public String wanted() {
            return "Enabled";
        }

        @Override
        public Found look(S3Client client) {
            String status = client.getBucketVersioning(request -> request.bucket(bucket))
                    .statusAsString();
            return Found.of(status == null ? NONE : status, wanted().equals(status));
        }

        @Override
        public void apply(S3Client client) {
            client.putBucketVersioning(
                    request -> request.bucket(bucket).versioningConfiguration(versions -> versions.status(wanted())));
        }
    }

    /** Nobody makes backups public by mistake. */
    record PublicAccess(String bucket) implements BucketStep {
        private static final PublicAccessBlockConfiguration ALL = PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .ignorePublicAcls(true)
                .blockPublicPolicy(true)
                .restrictPublicBuckets(true)
                .build();

        @Override
        public String setting() {
            return "public access";
        }

        @Override
        public String wanted() {
            return "blocked";
        }

        @Override
        public boolean optional() {
            return true;
        }

        @Override
        public Found look(S3Client client) {
            PublicAccessBlockConfiguration now =
                    unlessAbsent(() -> client.getPublicAccessBlock(request -> request.bucket(bucket))
                            .publicAccessBlockConfiguration());
            return Found.of(ALL.equals(now) ? wanted() : "not blocked", ALL.equals(now));
        }

        @Override
        public void apply(S3Client client) {
            client.putPublicAccessBlock(request -> request.bucket(bucket).publicAccessBlockConfiguration(ALL));
        }
    }

    /** On top of our own; a key of the customer's own is as good and stays. */
    record Encryption(String bucket) implements BucketStep {

        @Override
        public String setting() {
            return "default encryption";
        }

        @Override
        public String wanted() {
            return "AES256";
        }

        @Override
        public boolean optional() {
            return true;
        }

        @Override
        public Found look(S3Client client) {
            List<ServerSideEncryptionRule> rules =
                    unlessAbsent(() -> client.getBucketEncryption(request -> request.bucket(bucket))
                            .serverSideEncryptionConfiguration()
                            .rules());
            String now = rules == null || rules.isEmpty() || rules.get(0).applyServerSideEncryptionByDefault() == null
                    ? NONE
                    : rules.get(0).applyServerSideEncryptionByDefault().sseAlgorithmAsString();
            return Found.of(now, wanted().equals(now) || now.startsWith("aws:kms"));
        }

        @Override
        public void apply(S3Client client) {
            client.putBucketEncryption(request -> request.bucket(bucket)
                    .serverSideEncryptionConfiguration(encryption -> encryption.rules(rule ->
                            rule.applyServerSideEncryptionByDefault(byDefault -> byDefault.sseAlgorithm(wanted())))));
        }
    }

    /** What others store in the bucket is locked as well; ours carries its lock with it. */
    record DefaultLock(String bucket, ObjectLock lock) implements BucketStep {

        @Override
        public String setting() {
            return "Object Lock";
        }

        @Override
        public String wanted() {
            return lock.words();
        }

        @Override
        public boolean optional() {
            return false;
        }

        /** A longer or stronger one is not made weaker. */
        @Override
        public Found look(S3Client client) {
            var found = unlessAbsent(() -> client.getObjectLockConfiguration(request -> request.bucket(bucket))
                    .objectLockConfiguration());
            if (found == null || found.objectLockEnabledAsString() == null) {
                return Found.of("off", false);
            }
            if (found.rule() == null || found.rule().defaultRetention() == null) {
                return Found.of("on, no default", false);
            }
            DefaultRetention now = found.rule().defaultRetention();
            int days = now.days() != null ? now.days() : now.years() == null ? 0 : now.years() * 365;
            boolean strong = lock.mode() == ObjectLock.Mode.GOVERNANCE
                    || lock.mode().name().equals(now.modeAsString());
            String words = days + " days, " + String.valueOf(now.modeAsString()).toLowerCase(java.util.Locale.ROOT);
            return Found.of(words, strong && days >= lock.days());
        }

        @Override
        public void apply(S3Client client) {
            client.putObjectLockConfiguration(
                    request -> request.bucket(bucket).objectLockConfiguration(configuration -> configuration
                            .objectLockEnabled("Enabled")
                            .rule(rule -> rule.defaultRetention(byDefault ->
                                    byDefault.mode(lock.mode().name()).days(lock.days())))));
        }
    }

    /** Null where the setting has never been made. */
    static <T> T unlessAbsent(java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (S3Exception e) {
            boolean absent = e.statusCode() == NOT_FOUND
                    || "InvalidRequest".equals(co.zencap.backup.repository.S3Administration.code(e));
            if (absent && !"NoSuchBucket".equals(co.zencap.backup.repository.S3Administration.code(e))) {
                return null;
            }
            throw e;
        }
    }
}
