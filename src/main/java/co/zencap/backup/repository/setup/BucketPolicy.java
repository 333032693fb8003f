package co.zencap.backup.repository.setup;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The statements of {@code config/s3-bucket-policy.json}, for one bucket and one user, among those that others have made.
 * Ours are known by their {@code Sid}, which is added here.
 */
public final class BucketPolicy implements BucketStep {
    static final String SETTING = "bucket policy";

    private static final String SID = "ZenCapBackup";
    private static final Pattern PRINCIPAL =
            Pattern.compile("arn:(aws[a-z-]*):(?:iam|sts)::(\\d{12}):[\\w+=,.@/-]{1,512}");
    private static final String BUCKET = "your-backup-bucket";
    private static final String ACCOUNT = "YOUR-ACCOUNT";
    private static final String USER = "arn:aws:iam::" + ACCOUNT + ":user/backup-user";

    private final String bucket;
    private final String principal;
    private final List<ObjectNode> statements;

    private BucketPolicy(String bucket, String principal, List<ObjectNode> statements) {
        this.bucket = bucket;
        this.principal = principal;
        this.statements = statements;
    }

    /** The user of the specification's policy, in an account. */
    public static String userOf(String account) {
        return USER.replace(ACCOUNT, account);
    }

    /**
     * Reads the policy and puts names in the place of its examples.
     *
     * @param principal the ARN of a user or role
     * @throws IllegalArgumentException with a sentence and a hint
     */
    public static BucketPolicy read(String json, String bucket, String principal) {
        Matcher arn = PRINCIPAL.matcher(principal);
        if (!arn.matches()) {
            throw new IllegalArgumentException(
                    "'" + principal + "' is not the ARN of a user or role. HINT: write it like"
                            + " arn:aws:iam::123456789012:user/backup-user.");
        }
        String filled = json.replace(USER, principal)
                .replace(ACCOUNT, arn.group(2))
                .replace("arn:aws:s3:::" + BUCKET, "arn:" + arn.group(1) + ":s3:::" + bucket)
                .replace(BUCKET, bucket);
        try {
            var statements = new ArrayList<ObjectNode>();
            for (JsonNode statement : Json.MAPPER.readTree(filled).path("Statement")) {
                ObjectNode ours = ((ObjectNode) statement).deepCopy();
                if (!ours.has("Sid")) {
                    ours.put("Sid", statements.isEmpty() ? SID : SID + (statements.size() + 1));
                }
                statements.add(ours);
            }
            if (!statements.isEmpty()) {
                return new BucketPolicy(bucket, principal, statements);
            }
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalArgumentException(wrong(), e);
        }
        throw new IllegalArgumentException(wrong());
    }

    private static String wrong() {
        return "config/s3-bucket-policy.json has no array of statements in JSON. HINT: see the one that came with it.";
    }

    @Override
    public String setting() {
        return SETTING;
    }

    @Override
    public String wanted() {
        return "for " + principal;
    }

    @Override
    public boolean optional() {
        return true;
    }

    @Override
    public Found look(S3Client client) throws AnswerNotUnderstood {
        Map<String, JsonNode> now = bySid(policy(client));
        long ours = statements.stream()
                .filter(each -> now.containsKey(each.path("Sid").asText()))
                .count();
        boolean inPlace = statements.stream().allMatch(each -> {
            JsonNode there = now.get(each.path("Sid").asText());
            return there != null && canonical(there).equals(canonical(each));
        });
        return Found.of(inPlace ? wanted() : ours > 0 ? "for somebody or something else" : "none of ours", inPlace);
    }

    /** The request replaces the policy, so it repeats the statements of others. */
    @Override
    public void apply(S3Client client) throws AnswerNotUnderstood {
        ObjectNode policy = policy(client);
        Set<String> ours = new TreeSet<>();
        statements.forEach(each -> ours.add(each.path("Sid").asText()));
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (JsonNode each : list(policy.path("Statement"))) {
            if (!ours.contains(each.path("Sid").asText())) {
                all.add(each);
            }
        }
        statements.forEach(all::add);
        policy.set("Statement", all);
        client.putBucketPolicy(request -> request.bucket(bucket).policy(policy.toString()));
    }

    private ObjectNode policy(S3Client client) throws AnswerNotUnderstood {
        String text;
        try {
            text = client.getBucketPolicy(request -> request.bucket(bucket)).policy();
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
            return Json.MAPPER.createObjectNode().put("Version", "2012-10-17");
        }
        try {
            if (Json.MAPPER.readTree(text) instanceof ObjectNode policy) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            // said below: the text is a listing or a page, and of no use to a person
        }
        throw new AnswerNotUnderstood("asked for its policy, the server answers something else");
    }

    private static Map<String, JsonNode> bySid(JsonNode policy) {
        var statements = new TreeMap<String, JsonNode>();
        list(policy.path("Statement"))
                .forEach(each -> statements.put(each.path("Sid").asText(), each));
        return statements;
    }

    /** S3 takes and gives one value for a list of one. */
    private static List<JsonNode> list(JsonNode node) {
        var all = new ArrayList<JsonNode>();
        if (node.isArray()) {
            node.forEach(all::add);
        } else if (!node.isMissingNode()) {
            all.add(node);
        }
        return all;
    }

    /** Equal for statements that mean the same: members and values in order, one value like a list of one. */
    private static String canonical(JsonNode node) {
        if (node.isObject()) {
            var members = new TreeMap<String, String>();
            node.fields().forEachRemaining(member -> members.put(member.getKey(), canonical(member.getValue())));
            return members.toString();
        }
        var values = new TreeSet<String>();
        list(node).forEach(each -> values.add(each.isObject() ? canonical(each) : each.asText()));
        return values.toString();
    }
}
