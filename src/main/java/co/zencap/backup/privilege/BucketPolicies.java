package co.zencap.backup.privilege;

import co.zencap.backup.custody.KmsKeys;
import co.zencap.backup.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Policies of IAM for the users of one bucket: the calls that each makes, and no others.
 *
 * @param partition {@code aws}, {@code aws-cn} or {@code aws-us-gov}
 * @param prefix before every key, without slashes at its ends; may be empty
 * @param objectLock whether BACKUP_S3_OBJECT_LOCK_DAYS is set
 * @param masterKeys the keys of AWS KMS with which master keys are encrypted, by their whole names; usually none
 */
public record BucketPolicies(
        String partition, String bucket, String prefix, boolean objectLock, Set<String> masterKeys) {
    /** What an IAM policy would not take as it is. */
    private static final String WILD = ".*[*?$\\p{Cntrl}].*";

    public BucketPolicies {
        Objects.requireNonNull(partition, "partition");
        if (!partition.matches("aws(-[a-z-]{1,20})?")) {
            throw new IllegalArgumentException("There is no partition of that name. HINT: aws, aws-cn or aws-us-gov.");
        }
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "That is no name of a bucket. HINT: a bucket's name has 3 to 63 lower case"
                            + " letters, digits, hyphens and dots.");
        }
        prefix = prefix.replaceAll("^/+|/+$", "");
        if (prefix.matches("(?s)" + WILD)) {
            throw new IllegalArgumentException(
                    "A prefix with *, ? or $ means more in a policy than itself." + " HINT: choose another prefix.");
        }
    }

    public ObjectNode of(BucketRole role) {
        ObjectNode policy = Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = policy.putArray("Statement");
        listing(statements.addObject());
        bucketQuestions(role, statements);
        statement(statements, "Objects", objectActions(role), arn("/" + key("*")));
        if (role == BucketRole.ALL) {
            // what the probe wrote goes again, as the version that it was
            statement(statements, "Probe", List.of("s3:DeleteObjectVersion"), arn("/" + key(".zencap-probe/*")));
        }
        if (!masterKeys.isEmpty()) {
            decryption(statements.addObject());
        }
        return policy;
    }

    /** Of master keys, and of nothing else that the same key of KMS has encrypted. */
    private void decryption(ObjectNode statement) {
        statement.put("Sid", "MasterKey").put("Effect", "Allow");
        statement.putArray("Action").add("kms:Decrypt");
        ArrayNode resources = statement.putArray("Resource");
        new TreeSet<>(masterKeys).forEach(resources::add);
        ObjectNode context = statement.putObject("Condition").putObject("StringEquals");
        KmsKeys.CONTEXT.forEach((name, value) -> context.put("kms:EncryptionContext:" + name, value));
    }

    private void listing(ObjectNode statement) {
        fill(statement, "List", List.of("s3:ListBucket"), arn(""));
        if (!prefix.isEmpty()) {
            statement.putObject("Condition").putObject("StringLike").put("s3:prefix", key("*"));
        }
    }

    private void bucketQuestions(BucketRole role, ArrayNode statements) {
        if (role != BucketRole.RESTORER) {
            statement(
                    statements,
                    "Bucket",
                    List.of(
                            "s3:ListBucketMultipartUploads",
                            "s3:GetBucketVersioning",
                            "s3:GetBucketObjectLockConfiguration"),
                    arn(""));
        }
    }

    private List<String> objectActions(BucketRole role) {
        var actions = new ArrayList<String>(List.of("s3:GetObject"));
        boolean writes = role == BucketRole.WRITER || role == BucketRole.ALL;
        if (writes) {
            actions.add("s3:PutObject");
        }
        if (role == BucketRole.CLEANER || role == BucketRole.ALL) {
            actions.add("s3:DeleteObject");
        }
        if (role != BucketRole.RESTORER) {
            actions.add("s3:AbortMultipartUpload");
        }
        if (role == BucketRole.RESTORER || role == BucketRole.ALL) {
            actions.add("s3:RestoreObject");
        }
        if (objectLock && role != BucketRole.RESTORER) {
            actions.add("s3:GetObjectRetention");
        }
        if (objectLock && writes) {
            actions.add("s3:PutObjectRetention");
        }
        return actions;
    }

    private String key(String rest) {
        return prefix.isEmpty() ? rest : prefix + "/" + rest;
    }

    private String arn(String rest) {
        return "arn:" + partition + ":s3:::" + bucket + rest;
    }

    private static void statement(ArrayNode statements, String sid, List<String> actions, String resource) {
        fill(statements.addObject(), sid, actions, resource);
    }

    private static void fill(ObjectNode statement, String sid, List<String> actions, String resource) {
        statement.put("Sid", sid).put("Effect", "Allow");
        actions.forEach(statement.putArray("Action")::add);
        statement.put("Resource", resource);
    }
}
