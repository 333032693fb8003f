package co.zencap.backup.health;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the master key does its work: what it wraps it must unwrap, and no backup needs a key that is not at hand. */
public record KeyLook(Optional<MasterKey> key, NeededKeys needed) implements Component.Look {
    private static final String NAME = "health";

    @Override
    public Finding look() throws GeneralSecurityException {
        Map<String, Long> missing = needed.besides(atHand());
        if (!missing.isEmpty()) {
            return Finding.down(
                    missing.entrySet().stream()
                            .map(each -> sentence(each.getKey(), each.getValue()))
                            .collect(Collectors.joining(" ")),
                    key.isEmpty()
                            ? "Set BACKUP_ENCRYPTION_KEY to that key again."
                            : "Set BACKUP_ENCRYPTION_KEYS_OLD to that key, or BACKUP_ENCRYPTION_KEY back to it;"
                                    + " ./zencap key list shows which backups need which.");
        }
        if (key.isEmpty()) {
            return Finding.up("There is none: backups are not encrypted.");
        }
        MasterKey master = key.get();
        master.unwrap(master.wrap(DataKey.random(), NAME), NAME);
        byte[] content = NAME.getBytes(StandardCharsets.UTF_8);
        return master.verifies(content, master.sign(content))
                ? Finding.up("Key " + master.id() + " wraps, unwraps and signs.")
                : Finding.down("Key " + master.id() + " does not know its own signature.", "Start the service again.");
    }

    private Set<String> atHand() {
        var ids = new HashSet<String>();
        key.ifPresent(master -> {
            ids.add(master.id());
            master.older().forEach(older -> ids.add(older.id()));
        });
        return ids;
    }

    private static String sentence(String keyId, long backups) {
        return (backups == 1 ? "1 backup needs" : backups + " backups need") + " the key " + keyId
                + ", which no setting names, so " + (backups == 1 ? "it" : "they") + " can't be restored.";
    }
}
