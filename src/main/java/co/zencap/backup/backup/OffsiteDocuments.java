package co.zencap.backup.backup;

import co.zencap.backup.key.MasterKey;
import co.zencap.backup.repository.LocalRepository;
import co.zencap.backup.repository.S3Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the small files of a backup off site: keys, the manifest, a legal hold. What is good there is never overwritten. */
final class OffsiteDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(OffsiteDocuments.class);

    private final LocalRepository local;
    private final S3Repository offsite;
    private final Optional<MasterKey> masterKey;

    OffsiteDocuments(LocalRepository local, S3Repository offsite, Optional<MasterKey> masterKey) {
        this.local = local;
        this.offsite = offsite;
        this.masterKey = masterKey;
    }

    /** A hold that was placed before the backup went off site holds there as well; one that is released meanwhile does not. */
    void putHold(Manifest manifest) throws IOException {
        String key = LegalHold.key(manifest.target(), manifest.id());
        byte[] hold;
        try {
            hold = Files.readAllBytes(local.path(key));
        } catch (NoSuchFileException e) {
            return; // there is none
        }
        offsite.replace(key, hold);
        if (Files.notExists(local.path(key)) && offsite.mayDelete()) {
            offsite.delete(key); // who released it did not find it there
        }
    }

    /**
     * Puts one there, unless it is.
     *
     * @throws IOException also when another one is there that somebody with our key wrote
     */
    void put(String key) throws IOException {
        byte[] content = Files.readAllBytes(local.path(key));
        if (offsite.putIfAbsent(key, content)) {
            byte[] since = Files.readAllBytes(local.path(key));
            if (!Arrays.equals(content, since)) {
                offsite.replace(key, since); // the master key was changed at this moment
            }
            return;
        }
        byte[] there = read(key);
        if (Arrays.equals(content, there)) {
            offsite.ensureLocked(key);
            return;
        }
        if (isGenuine(key, there) && saySame(key, content, there)) {
            // Of two that differ by their master key only, the one in force is the better one.
            if (isNewer(key, content, there)) {
                offsite.replace(key, content);
            } else {
                offsite.ensureLocked(key);
            }
            return;
        }
        if (isGenuine(key, there)) {
            throw new IOException("The off-site repository holds another " + key + " already."
                    + " HINT: what is good is never overwritten; find out who wrote it.");
        }
        LOG.warn("{} in the off-site repository is damaged and is replaced by the good one here", key);
        offsite.replace(key, content);
    }

    /** Whether two of one name differ only by the master key that wraps or signs them. */
    private boolean saySame(String key, byte[] one, byte[] other) {
        if (key.endsWith(Manifest.FILE_NAME)) {
            return SignedFile.saySame(one, other);
        }
        var id = new BackupId(key.split("/")[1]);
        try {
            return masterKey.isPresent()
                    && KeyFile.open(one, id, masterKey.get()).matches(KeyFile.open(other, id, masterKey.get()));
        } catch (IOException e) {
            return false; // what does not open is looked at below
        }
    }

    private boolean isNewer(String key, byte[] content, byte[] there) {
        MasterKey inForce = masterKey.orElseThrow().alone();
        return isGenuine(key, content, Optional.of(inForce)) && !isGenuine(key, there, Optional.of(inForce));
    }

    /** Whether somebody with our key wrote it, as opposed to bit rot or a stranger. */
    private boolean isGenuine(String key, byte[] content) {
        return isGenuine(key, content, masterKey);
    }

    private static boolean isGenuine(String key, byte[] content, Optional<MasterKey> masterKey) {
        String[] parts = key.split("/");
        var id = new BackupId(parts[1]);
        try {
            if (key.endsWith(Manifest.FILE_NAME)) {
                ManifestFile.read(content, parts[0], id, masterKey);
            } else {
                KeyFile.check(content, id, masterKey.orElseThrow());
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private byte[] read(String key) throws IOException {
        try (var in = offsite.open(key)) {
            return in.readNBytes(ManifestFile.MAX_BYTES);
        }
    }
}
