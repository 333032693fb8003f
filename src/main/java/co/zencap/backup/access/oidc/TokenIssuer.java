package co.zencap.backup.access.oidc;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.Role;
import co.zencap.backup.settings.OidcSettings;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity provider whose tokens open what keys do. A token is signed with one of the provider's public-key algorithms, by a
 * key that its key set names; says that it is the provider's, and for this service; and has not expired. All else opens nothing:
 * none, shared secrets and encryption among it. Connects to nothing before the first token is shown. Thread-safe.
 */
public final class TokenIssuer {
    /** Before the name of whoever showed a token: no key can be called so. */
    public static final String PREFIX = "oidc:";

    private static final Logger LOG = LoggerFactory.getLogger(TokenIssuer.class);
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final int LONGEST = 16 << 10;
    private static final Duration KEYS_FRESH = Duration.ofMinutes(5);

    /** A little longer than fetching them may take: calls wait for each other's. */
    private static final Duration KEYS_PATIENCE = Duration.ofSeconds(6);

    private static final Duration BETWEEN_UNKNOWN_KEYS = Duration.ofSeconds(30);

    /** As long as keys go on while the catalog is away, for the same reason. */
    private static final Duration WITHOUT_PROVIDER = Duration.ofHours(2);

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public TokenIssuer(OidcSettings settings, Clock clock) {
        this.settings = settings;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(settings)));
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        settings.audiences(),
                        new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                        Set.of("sub", "exp"),
                        Set.of()) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew((int) SKEW.toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    private static JWKSource<SecurityContext> keys(OidcSettings settings) {
        try {
            return JWKSourceBuilder.<SecurityContext>create(settings.keys().toURL(), new KeySetReader(settings))
                    .cache(KEYS_FRESH.toMillis(), KEYS_PATIENCE.toMillis())
                    .rateLimited(BETWEEN_UNKNOWN_KEYS.toMillis())
                    .outageTolerant(WITHOUT_PROVIDER.toMillis())
                    .build();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e); // the settings were read
        }
    }

    /** Whom a token is about, when it opens anything. */
    public Optional<Caller> caller(String shown, String address) {
        if (shown.length() > LONGEST || !FORM.matcher(shown).matches()) {
            return Optional.empty();
        }
        try {
            JWTClaimsSet claims = processor.process(shown, null);
            var said = new TokenClaims(claims);
            Optional<Role> role = said.role(settings.rolesClaim(), settings.roles());
            if (role.isEmpty()) {
                LOG.info(
                        "The token of {} at {} opens nothing: nothing in its claim {} is in BACKUP_OIDC_ROLES",
                        said.name(settings.nameClaim()),
                        address,
                        settings.rolesClaim());
            }
            return role.map(may -> new Caller(
                    PREFIX + said.name(settings.nameClaim()),
                    may,
                    Optional.of(PREFIX + claims.getSubject()),
                    address,
                    Optional.of(claims.getExpirationTime().toInstant())));
        } catch (RateLimitReachedException e) {
            // Anybody can make up a key's name: nothing is wrong with the provider.
            LOG.info(
                    "A token at {} opens nothing: its key is none that is known of {}, which was asked for new ones a moment ago",
                    address,
                    settings.issuer());
        } catch (KeySourceException e) {
            LOG.warn("The keys of {} can't be had, so its tokens open nothing: {}", settings.issuer(), e.getMessage());
        } catch (ParseException | BadJOSEException | JOSEException e) {
            LOG.info("A token at {} opens nothing: {}", address, line(e.getMessage()));
        }
        return Optional.empty();
    }

    /** Messages repeat what tokens say, which may be anything. */
    private static String line(String message) {
        String line = String.valueOf(message).replaceAll("[^ -~]+", "?");
        return line.substring(0, Math.min(line.length(), 200));
    }
}
