package co.zencap.backup.cli;

import co.zencap.backup.repository.S3TestSettings;
import co.zencap.backup.terminal.CapturedTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line where nothing is left but a bucket and a key; for tests of other packages. */
public final class AtTheWorstDay {
    private final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private final S3TestSettings bucket;
    private final Path keyFile;
    private CapturedTerminal terminal = CapturedTerminal.pipes();

    /** @param home an empty folder */
    public AtTheWorstDay(Path home, S3TestSettings bucket, String key) throws IOException {
        this.home = home;
        this.bucket = bucket;
        this.keyFile = Files.writeString(home.resolve("key"), key + "\n");
        environment.put("AWS_ACCESS_KEY_ID", bucket.accessKey());
        environment.put("AWS_SECRET_ACCESS_KEY", bucket.secretKey());
        environment.put("AWS_ENDPOINT_URL_S3", bucket.endpoint().toString());
    }

    /** Calls {@code ./zencap recover --type point-in-time ...}. */
    public int recoverCluster(String... arguments) {
        var all = new ArrayList<>(List.of(
                "recover",
                "--repository",
                "s3://" + bucket.bucket(),
                "--key-file",
                keyFile.toString(),
                "--type",
                "point-in-time"));
        all.addAll(List.of(arguments));
        terminal = CapturedTerminal.pipes();
        return Zencap.run(
                new Surroundings(
                        home,
                        environment,
                        terminal.terminal(),
                        Clock.systemUTC(),
                        () -> TimeUnit.MILLISECONDS.sleep(20)),
                all.toArray(String[]::new));
    }

    public String out() {
        return terminal.out();
    }

    public String err() {
        return terminal.err();
    }
}
