package co.zencap.backup.web;

import co.zencap.backup.access.Caller;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Who is signed in, in this process's memory: its end ends all sessions. A session is known by the digest of what its cookie
 * says, so that nobody who sees this memory can take it over. Thread-safe.
 */
public final class Sessions {
    /** A page that is open asks more often; a closed one is forgotten. */
    static final Duration IDLE = Duration.ofMinutes(30);

    /** A shift, and somebody who forgot to sign out. */
    static final Duration LONGEST = Duration.ofHours(12);

    /** Of one key: as many as somebody has browsers, so that whoever has a key signs out nobody with another one. */
    static final int MOST = 20;

    private static final int TOKEN_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byDigest = new HashMap<>();

    public Sessions(Clock clock) {
        this.clock = clock;
    }

    /**
     * A session.
     *
     * @param caller whose key was shown when it began
     * @param csrfToken what its page sends with everything that changes something, and no other page knows
     * @param until when it ends, whatever is done
     * @param seenAt when somebody asked for it last
     */
    public record Session(Caller caller, String csrfToken, Instant until, Instant seenAt) {

        /** Whether a caller's token is this session's. */
        public boolean isOf(String token) {
            return token != null && MessageDigest.isEqual(DigestUtils.sha256(token), DigestUtils.sha256(csrfToken));
        }

        private boolean isOver(Instant now) {
            return !now.isBefore(until) || !now.isBefore(seenAt.plus(IDLE));
        }
    }

    /** Begins one; where the same key has too many, that of them ends which has been idle the longest. */
    public synchronized String begin(Caller caller) {
        Instant now = clock.instant();
        byDigest.values().removeIf(session -> session.isOver(now));
        while (of(caller.keyId()).count() >= MOST) {
            of(caller.keyId())
                    .min(Comparator.comparing(entry -> entry.getValue().seenAt()))
                    .map(Map.Entry::getKey)
                    .ifPresent(byDigest::remove);
        }
        String token = token();
        byDigest.put(DigestUtils.sha256Hex(token), new Session(caller, token(), now.plus(LONGEST), now));
        return token;
    }

    /** The session of a cookie; being asked for keeps it from getting idle. */
    public synchronized Optional<Session> find(String token) {
        if (!isLive(token)) {
            return Optional.empty();
        }
        return Optional.of(byDigest.computeIfPresent(
                DigestUtils.sha256Hex(token),
                (digest, session) ->
                        new Session(session.caller(), session.csrfToken(), session.until(), clock.instant())));
    }

    /** Whether a cookie's session goes on; asking changes nothing. */
    public synchronized boolean isLive(String token) {
        Session session = token == null ? null : byDigest.get(DigestUtils.sha256Hex(token));
        return session != null && !session.isOver(clock.instant());
    }

    /** Ends it; no error when there is none. */
    public synchronized void end(String token) {
        if (token != null) {
            byDigest.remove(DigestUtils.sha256Hex(token));
        }
    }

    private Stream<Map.Entry<String, Session>> of(Optional<String> key) {
        return byDigest.entrySet().stream()
                .filter(entry -> entry.getValue().caller().keyId().equals(key));
    }

    private String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
