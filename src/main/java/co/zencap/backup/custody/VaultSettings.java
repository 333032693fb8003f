package co.zencap.backup.custody;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How Vault is asked.
 *
 * @param address of the server, or of an agent on this machine
 * @param namespace of Vault Enterprise
 * @param authorities a file of certificates that are believed in place of Java's
 */
public record VaultSettings(
        URI address, Optional<String> namespace, Optional<Path> authorities, VaultLogin login, Patience patience) {

    public VaultSettings {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(authorities, "authorities");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(patience, "patience");
    }
}
