package co.zencap.backup.health;

import co.zencap.backup.key.DataKey;
import co.zencap.backup.key.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Whether the master key does its work: what it wraps it must unwrap. */
public record KeyLook(Optional<MasterKey> key) implements Component.Look {
    private static final String NAME = "health";

    @Override
    public Finding look() throws GeneralSecurityException {
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
}
