package co.zencap.backup.privilege;

import co.zencap.backup.testing.Fault;
import co.zencap.backup.testing.FaultyS3;
import co.zencap.backup.testing.FaultyS3.Request;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A way to an S3 server that a policy guards, as IAM would: what none of its statements allows is answered with 403. It writes
 * down which actions were used and which calls were refused. Which action a call needs is what AWS says in "Actions, resources,
 * and condition keys for Amazon S3".
 */
public final class IamGate implements Closeable {
    private final FaultyS3 proxy;
    private final JsonNode policy;
    private final Set<String> used = new ConcurrentSkipListSet<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Optional<Fault>> behind = request -> Optional.empty();

    private IamGate(FaultyS3 proxy, JsonNode policy) {
        this.proxy = proxy;
        this.policy = policy;
    }

    /** @param policy of whoever comes this way */
    public static IamGate before(URI server, JsonNode policy) throws IOException {
        var gate = new IamGate(FaultyS3.before(server), policy);
        gate.proxy.spoil(gate::judge);
        return gate;
    }

    public URI endpoint() {
        return proxy.endpoint();
    }

    /** How the server answers what is let through. */
    public IamGate behind(Function<Request, Optional<Fault>> server) {
        behind = server;
        return this;
    }

    /** The actions of all calls that were let through. */
    public Set<String> used() {
        return new TreeSet<>(used);
    }

    /** The calls that were not. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    /** Those that came after so many are not counted. */
    public void forgetRefused(int first) {
        while (refused.size() > first) {
            refused.remove(first);
        }
    }

    /** Every action that the policy allows. */
    public static Set<String> allowed(JsonNode policy) {
        var actions = new TreeSet<String>();
        policy.path("Statement")
                .forEach(statement -> statement.path("Action").forEach(action -> actions.add(action.asText())));
        return actions;
    }

    private record Call(String bucket, String key, Map<String, String> query) {
        static Call of(Request request) {
            String[] target = request.target().split("\\?", 2);
            String[] path = target[0].substring(1).split("/", 2);
            var query = new TreeMap<String, String>();
            if (target.length > 1) {
                for (String each : target[1].split("&")) {
                    String[] pair = each.split("=", 2);
                    query.put(decoded(pair[0]), pair.length > 1 ? decoded(pair[1]) : "");
                }
            }
            return new Call(path[0], path.length > 1 ? decoded(path[1]) : "", query);
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }

        String arn() {
            return "arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
        }

        boolean asks(String name) {
            return query.containsKey(name);
        }
    }

    private Optional<Fault> judge(Request request) {
        Call call = Call.of(request);
        List<String> needed = call.key().isEmpty() ? ofBucket(request, call) : ofObject(request, call);
        for (String action : needed) {
            if (!allows(action, call)) {
                refused.add(action + " " + request.method() + " " + request.target());
                return Optional.of(new Fault.Status(403, "AccessDenied"));
            }
        }
        used.addAll(needed);
        // the lock is among the answer's headers only for whoever may ask for it
        if (request.method().equals("HEAD") && allows("s3:GetObjectRetention", call)) {
            used.add("s3:GetObjectRetention");
        }
        return behind.apply(request);
    }

    private static List<String> ofBucket(Request request, Call call) {
        if (request.get() && call.asks("uploads")) {
            return List.of("s3:ListBucketMultipartUploads");
        }
        if (request.get() && call.asks("versioning")) {
            return List.of("s3:GetBucketVersioning");
        }
        if (request.get() && call.asks("object-lock")) {
            return List.of("s3:GetBucketObjectLockConfiguration");
        }
        if (request.method().equals("HEAD")) {
            return List.of("s3:ListBucket");
        }
        if (request.get() && (call.asks("list-type") || call.asks("prefix") && !call.asks("versions"))) {
            return List.of("s3:ListBucket");
        }
        return List.of("unknown " + request.method() + " " + request.target());
    }

    private static List<String> ofObject(Request request, Call call) {
        return switch (request.method()) {
            case "GET", "HEAD" -> List.of(
                    call.asks("retention")
                            ? "s3:GetObjectRetention"
                            : call.asks("uploadId")
                                    ? "s3:ListMultipartUploadParts"
                                    : call.asks("versionId") ? "s3:GetObjectVersion" : "s3:GetObject");
            case "PUT" -> put(request, call);
            case "POST" -> call.asks("restore") ? List.of("s3:RestoreObject") : put(request, call);
            case "DELETE" -> List.of(
                    call.asks("uploadId")
                            ? "s3:AbortMultipartUpload"
                            : call.asks("versionId") ? "s3:DeleteObjectVersion" : "s3:DeleteObject");
            default -> List.of("unknown " + request.method() + " " + request.target());
        };
    }

    private static List<String> put(Request request, Call call) {
        if (call.asks("retention")) {
            return List.of("s3:PutObjectRetention");
        }
        if (call.asks("acl") || call.asks("tagging") || call.asks("legal-hold") || request.has("x-amz-copy-source")) {
            return List.of("unknown " + request.method() + " " + request.target());
        }
        var actions = new ArrayList<String>(List.of("s3:PutObject"));
        if (request.has("x-amz-object-lock-mode")) {
            actions.add("s3:PutObjectRetention");
        }
        return actions;
    }

    private boolean allows(String action, Call call) {
        for (JsonNode statement : policy.path("Statement")) {
            boolean named = false;
            for (JsonNode each : statement.path("Action")) {
                named |= each.asText().equals(action);
            }
            JsonNode prefix = statement.at("/Condition/StringLike/s3:prefix");
            if (named
                    && isLike(statement.path("Resource").asText(), call.arn())
                    && (prefix.isMissingNode()
                            || isLike(prefix.asText(), call.query().getOrDefault("prefix", "")))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLike(String pattern, String text) {
        return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.DOTALL)
                .matcher(text)
                .matches();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
