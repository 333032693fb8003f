package co.zencap.backup.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has AES-GCM and SHA-256 done by native code. The JDK's own are as fast once the compiler has replaced them by processor
 * instructions, but that takes it several hundred megabytes: a service would be slow with its first backups of each start.
 */
public final class FastCryptography {
    private static final Logger LOG = LoggerFactory.getLogger(FastCryptography.class);

    private FastCryptography() {}

    /** Puts the native provider first; where it can't be loaded (another C library or processor), all stays as it was. */
    public static void install() {
        try {
            AmazonCorrettoCryptoProvider.install();
            if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
                LOG.info(
                        "Native cryptography is not available here: {}",
                        AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError().getMessage());
            }
        } catch (LinkageError e) {
            LOG.info("Native cryptography is not available here: {}", e.getMessage());
        }
    }
}
