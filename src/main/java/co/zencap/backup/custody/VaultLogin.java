package co.zencap.backup.custody;

import java.nio.file.Path;

/** What Vault is shown for a token. No text form shows what is secret. */
public sealed interface VaultLogin {

    /** Nothing: an agent on this machine shows its own. */
    record Agent() implements VaultLogin {}

    /** A token that somebody else has got. */
    record Token(String secret) implements VaultLogin {
        @Override
        public String toString() {
            return "Token[hidden]";
        }
    }

    /**
     * The id of a role and its secret.
     *
     * @param mount of the auth method, usually {@code approle}
     */
    record AppRole(String mount, String roleId, String secretId) implements VaultLogin {
        @Override
        public String toString() {
            return "AppRole[" + mount + ", hidden]";
        }
    }

    /**
     * The token that Kubernetes has given the pod.
     *
     * @param mount of the auth method, usually {@code kubernetes}
     * @param role of the auth method
     * @param token its file, which Kubernetes renews
     */
    record Kubernetes(String mount, String role, Path token) implements VaultLogin {}
}
