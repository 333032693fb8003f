package co.zencap.backup.custody;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * What went wrong with Vault, in a sentence. Nothing that came from there is repeated: it may hold anything.
 *
 * @param address which one was asked
 */
record VaultFailures(URI address) {
    private static final String COPY =
            "without Vault a copy of the master key itself, in BACKUP_ENCRYPTION_KEY or --key-file, opens the backups";

    /** It has begun to answer, perhaps, and did not end. */
    static final class Late extends IOException {
        private static final long serialVersionUID = 1;

        Late(TimeoutException cause) {
            super("no whole answer in time", cause);
        }
    }

    IllegalArgumentException sentence(String what, String hint) {
        return new IllegalArgumentException("Vault at " + address + " " + what + ". HINT: " + hint + ".");
    }

    /** Another kind of server. */
    IllegalArgumentException foreign() {
        return sentence("does not answer as Vault does", "see which server VAULT_ADDR names");
    }

    /** By the status of its answer. */
    IllegalArgumentException refused(int status) {
        if (status == 503) {
            return sentence("is sealed, or has no active node (HTTP status 503)", "unseal it; " + COPY);
        }
        if (status / 100 == 3) {
            return sentence(
                    "sends on to another server, where no token is taken",
                    "name the active node, or what balances between all, in VAULT_ADDR");
        }
        return sentence("answered with HTTP status " + status, "see Vault's log; try again later");
    }

    IllegalArgumentException unreachable(IOException e) {
        if (e instanceof SSLException) {
            return sentence(
                    "is not believed (" + e.getClass().getSimpleName() + ")",
                    "name the file of the authority that issued its certificate in VAULT_CACERT, and call it by a name that the"
                            + " certificate has");
        }
        if (e instanceof BoundedBody.TooLarge) {
            return foreign();
        }
        // The JDK's messages repeat what a server that makes no sense has said.
        String why = e instanceof Late
                ? "gave no whole answer in time"
                : "can't be reached (" + e.getClass().getSimpleName() + ")";
        return sentence(why, "see VAULT_ADDR; " + COPY);
    }
}
