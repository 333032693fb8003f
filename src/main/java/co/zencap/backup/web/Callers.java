package co.zencap.backup.web;

import co.zencap.backup.access.Caller;
import co.zencap.backup.access.KeyRing;
import co.zencap.backup.access.Role;
import co.zencap.backup.access.TrustedProxies;
import co.zencap.backup.access.oidc.TokenIssuer;
import co.zencap.backup.audit.AuditEntry;
import co.zencap.backup.audit.AuditEntry.Action;
import co.zencap.backup.audit.AuditEntry.Outcome;
import co.zencap.backup.audit.Repeats;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who calls, by the key that is shown, and lets an address wait that has shown wrong ones. A right key always opens: keys
 * are far too long to be guessed, so waiting protects none of them; it keeps guesses from costing much. Were right keys to wait,
 * too, anybody behind the operator's proxy could keep the operator out.
 */
public final class Callers {
    private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
    private static final Duration SAME = Duration.ofMinutes(10);

    private final AdminKey bootstrap;
    private final KeyRing ring;
    private final Optional<TokenIssuer> issuer;
    private final SignInLimit limit;
    private final TrustedProxies proxies;
    private final Consumer<AuditEntry> audit;
    private final Clock clock;
    private final Repeats wrong;
    private final Repeats hawtio;
    private final Repeats sessions;

    /**
     * @param bootstrap {@code ADMIN_API_KEY}, which opens whether or not there is a catalog
     * @param ring all other keys
     * @param issuer whose tokens open as well; empty: nobody's
     * @param proxies which are believed when they say for whom they call
     * @param audit takes what is to be written down
     */
    public Callers(
            AdminKey bootstrap,
            KeyRing ring,
            Optional<TokenIssuer> issuer,
            SignInLimit limit,
            TrustedProxies proxies,
            Consumer<AuditEntry> audit,
            Clock clock) {
        this.bootstrap = bootstrap;
        this.ring = ring;
        this.issuer = issuer;
        this.limit = limit;
        this.proxies = proxies;
        this.audit = audit;
        this.clock = clock;
        this.wrong = new Repeats(SAME, clock);
        this.hawtio = new Repeats(SAME, clock);
        this.sessions = new Repeats(SAME, clock);
    }

    /** Where a request comes from. */
    public String address(HttpServletRequest request) {
        return proxies.origin(request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
    }

    /** Whose key or token this is, when it opens anything. */
    public Optional<Caller> identify(String shown, String address) {
        if (bootstrap.is(shown)) {
            return Optional.of(Caller.bootstrap(address));
        }
        // Who guesses costs no question to the catalog.
        Optional<Caller> byKey = ring.caller(
                shown,
                address,
                limit.waitFor(TrustedProxies.neighbourhood(address)).isZero());
        return byKey.or(() -> issuer.flatMap(provider -> provider.caller(shown, address)));
    }

    /** Who came in a while ago, as they are trusted now; empty when their key or token opens nothing any more. */
    public Optional<Caller> still(Caller caller) {
        return caller.until().isPresent()
                ? Optional.of(caller)
                        .filter(c -> clock.instant().isBefore(c.until().get()))
                : ring.still(caller);
    }

    /**
     * Notes a wrong key.
     *
     * @param where it was shown
     * @return how long the address has to wait before another one is looked at; zero when it need not
     */
    Duration noteWrong(String address, String where) {
        Duration pause = limit.waitFor(TrustedProxies.neighbourhood(address));
        if (pause.isZero()) {
            limit.failed(TrustedProxies.neighbourhood(address));
            writeWrong(address, where);
        }
        return pause;
    }

    void noteRight(String address) {
        limit.succeeded(TrustedProxies.neighbourhood(address));
    }

    /** Writes down that somebody came or went; who comes and goes all the time is counted. */
    void write(Caller caller, Action action, String what) {
        sessions.write(caller.name(), TrustedProxies.neighbourhood(caller.address()) + " " + action.word() + " " + what)
                .ifPresent(left -> audit.accept(
                        AuditEntry.of(caller.name(), action, caller.address(), Outcome.DONE, left.after(what))));
    }

    /** Whether a key opens Hawtio, which can do to routes what nobody but an administrator may. */
    public boolean opensHawtio(String shown) {
        Optional<Caller> caller = identify(shown, "Hawtio");
        if (caller.isEmpty()) {
            noteWrong("Hawtio", "Hawtio"); // its sign-in does not say from where
            return false;
        }
        boolean may = caller.get().role().covers(Role.ADMIN);
        hawtio.write(caller.get().name(), may ? "in" : "refused")
                .ifPresent(left -> audit.accept(AuditEntry.of(
                        caller.get().name(),
                        Action.SIGN_IN,
                        "Hawtio",
                        may ? Outcome.DONE : Outcome.REFUSED,
                        left.after(may ? "Hawtio" : "Hawtio needs the role admin"))));
        return may;
    }

    private void writeWrong(String address, String where) {
        LOG.warn("Somebody at {} has shown a wrong key ({})", address, where);
        wrong.write(TrustedProxies.neighbourhood(address), "")
                .ifPresent(left -> audit.accept(
                        AuditEntry.of("unknown", Action.WRONG_KEY, address, Outcome.REFUSED, left.after(where))));
    }
}
