package co.zencap.backup.recovery.pointintime;

import co.zencap.backup.postgres.RecoveringServer;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits until a recovering server has come to where it shall stop, or to the end of the log that there is. */
final class LogReplay {
    private static final String PLACE =
            "SELECT coalesce(pg_catalog.pg_last_wal_replay_lsn()::text, '-') || ' ' || pg_catalog.pg_is_wal_replay_paused()";
    private static final String LAST_COMMIT =
            "SELECT to_char(pg_catalog.pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";
    private static final long LOOK_MILLIS = 200;
    private static final long AWAITING_MILLIS = 2000;

    /** Looks in a row at which nothing has moved. */
    private static final int STILL = 5;

    /** Looks without an answer after the log's end: about a minute. */
    private static final int SILENT = 300;

    private final RecoveringServer server;
    private final WalSpool spool;

    LogReplay(RecoveringServer server, WalSpool spool) {
        this.server = server;
        this.spool = spool;
    }

    /**
     * Where it came to.
     *
     * @param place in the log
     * @param stopped what the server said on why it stopped; empty when the log ended
     * @param lastCommit when the last transaction that is in it was committed; empty when none was
     */
    record End(String place, Optional<String> stopped, Optional<Instant> lastCommit) {}

    End await() throws IOException, InterruptedException {
        String before = "";
        int still = 0;
        int silent = 0;
        while (true) {
            spool.requireGood();
            if (spool.isAwaiting()) {
                TimeUnit.MILLISECONDS.sleep(AWAITING_MILLIS);
                continue;
            }
            Optional<String> answer = server.tryAsk(PLACE);
            Optional<String> stopped = server.stopped();
            String place = answer.map(text -> text.split(" ")[0]).orElse("");
            boolean paused = answer.filter(text -> text.endsWith(" true")).isPresent();
            if (paused && stopped.isPresent()) {
                return end(place, stopped);
            }
            Optional<String> insufficient = server.insufficient();
            if (insufficient.isPresent()) {
                throw new IOException("The recovering server can't go on: " + insufficient.get()
                        + " HINT: the old server was given more of a setting after the base backup; use a newer one.");
            }
            boolean ended = spool.isExhausted();
            still = ended && answer.isPresent() && place.equals(before) ? still + 1 : 0;
            silent = ended && answer.isEmpty() ? silent + 1 : 0;
            if (still >= STILL) {
                return end(place, Optional.empty());
            }
            if (silent >= SILENT) {
                throw new IOException("The log ends before the base backup's files fit together. HINT: see "
                        + server.log() + ", and use an older base backup.");
            }
            before = place;
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private End end(String place, Optional<String> stopped) throws IOException {
        String last = server.ask("template1", LAST_COMMIT).strip();
        return new End(place, stopped, last.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(last)));
    }
}
