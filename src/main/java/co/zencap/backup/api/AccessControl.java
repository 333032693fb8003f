package co.zencap.backup.api;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Permissions;
import co.zencap.backup.access.Permissions.Permission;
import java.util.Optional;
import org.apache.camel.Exchange;

/**
 * Asks, before anything is done for a call, whether its caller may have that done: the one place where that is decided. What
 * {@link Permissions} does not name is refused to everybody.
 */
public final class AccessControl {
    /** Carries what a call asks for, by its name in {@link Permissions}. */
    static final String ACTION = "zencap.action";

    private static final String SPECIFICATION = "-backup-system";
    private static final String COPY_BACK = "post-copy-back";
    private static final String PLAN = ":plan";

    /**
     * Lets a call pass, or refuses it.
     *
     * @throws ApiProblem 401 when nobody calls, 403 when the caller may not, 404 when there is no such action
     */
    public void check(Exchange exchange) {
        String operation = exchange.getProperty(ACTION, String.class);
        if (Permissions.OWN_PROOF.contains(operation)) {
            return;
        }
        Caller caller = exchange.getProperty(Caller.PROPERTY, Caller.class);
        if (caller == null) {
            throw new ApiProblem(
                    401, "Not authorized", "The call does not show who makes it.", "Send the key as a bearer token.");
        }
        String action = operation.endsWith(SPECIFICATION) ? refined(operation, exchange) : operation;
        require(action, caller, exchange);
        // Not before: who may not copy rows back learns nothing of how to ask for it.
        if (action.equals(COPY_BACK) && isDryRun(request(exchange))) {
            require(action + PLAN, caller, exchange);
        }
    }

    private static void require(String action, Caller caller, Exchange exchange) {
        exchange.setProperty(ACTION, action);
        Permission permission = Permissions.of(action).orElseThrow(() -> unknown(action));
        if (!caller.role().covers(permission.least())) {
            throw new ApiProblem(
                    403,
                    "Not allowed",
                    "This needs the role " + permission.least().word() + "; the key '" + caller.name()
                            + "' has the role " + caller.role().word() + ".",
                    "Ask somebody who has it, or an administrator for a key of that role (./zencap api-key create).");
        }
    }

    /** The specification's endpoint does many things. */
    private static String refined(String operation, Exchange exchange) {
        if (operation.startsWith("get")) {
            String action = exchange.getMessage().getHeader("action", String.class);
            return action == null || action.isEmpty() ? operation : operation + ":" + action;
        }
        AdminRequest request = request(exchange);
        Optional<String> action = request.optional("action");
        if (action.isEmpty()) {
            request.required("action", "{\"action\":\"backup\",\"type\":\"database\"}");
        }
        String name = operation + ":" + action.get();
        return action.get().equals("disaster_recovery") ? name + recovery(request) : name;
    }

    private static AdminRequest request(Exchange exchange) {
        return AdminRequest.parse(
                exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class),
                exchange.getMessage().getBody(String.class));
    }

    /** As {@link TableResource} reads it, which refuses what is neither true nor false. */
    private static boolean isDryRun(AdminRequest request) {
        return request.member("dryRun")
                .filter(dry -> dry.isBoolean() && dry.asBoolean())
                .isPresent();
    }

    /** As {@link RecoveryActions} reads it: taking one back comes before planning one. */
    private static String recovery(AdminRequest request) {
        var options = request.member("options").orElse(null);
        if (options == null) {
            return "";
        }
        if (options.hasNonNull("undo")) {
            return ":undo";
        }
        return options.path("dryRun").isBoolean() && options.path("dryRun").asBoolean() ? PLAN : "";
    }

    private static ApiProblem unknown(String action) {
        int colon = action.indexOf(':');
        if (colon < 0) {
            return new ApiProblem(
                    403, "Not allowed", "No role may do this.", "GET /api/openapi.json lists what there is.");
        }
        String known = String.join(
                ", ",
                Permissions.all().keySet().stream()
                        .filter(name -> name.startsWith(action.substring(0, colon + 1)))
                        .map(name -> name.substring(colon + 1))
                        .filter(name -> name.indexOf(':') < 0)
                        .sorted()
                        .toList());
        return new ApiProblem(
                404,
                "Unknown action",
                "There is no action '" + AdminActions.safe(action.substring(colon + 1)) + "'.",
                "Use " + known + (action.startsWith("get") ? ", or no action for the overview." : "."));
    }
}
