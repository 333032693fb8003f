package co.zencap.backup.runtime;

import co.zencap.backup.hawtio.AdminKeyCheck;
import co.zencap.backup.health.ComponentHealth;
import co.zencap.backup.operation.Operations;
import co.zencap.backup.operation.Problem;
import co.zencap.backup.settings.Settings;
import co.zencap.backup.settings.Settings.AdminKey;
import co.zencap.backup.settings.SettingsReader;
import co.zencap.backup.settings.Variables;
import co.zencap.backup.web.Callers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.management.JMException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service inside the server: starts and ends with the application. */
final class ZencapService {
    private static final Logger LOG = LoggerFactory.getLogger(ZencapService.class);

    /** sysexits.h, EX_CONFIG. */
    private static final int WRONG_CONFIGURATION = 78;

    private ZencapMain main;
    private List<String> metricsKeys;

    void start() {
        try {
            Path home = Path.of(
                            Optional.ofNullable(System.getenv("ZENCAP_HOME")).orElse("."))
                    .toAbsolutePath()
                    .normalize();
            Settings settings = new SettingsReader(Variables.read(home, System.getenv()), home).read();
            metricsKeys = settings.metricsToken().map(AdminKey::secret).stream().toList();
            main = new ZencapMain(settings, Clock.systemUTC());
            main.start();
            AdminKeyCheck.publish(callers()::opensHawtio);
        } catch (IllegalArgumentException e) {
            end(Problem.of("The service can't start", e).sentence());
        } catch (Exception e) {
            LOG.error("The service can't start", e);
            end(Problem.of("The service can't start", e).sentence());
        }
    }

    /** Without a service there is no use for a server. An orderly exit would wait for this very start to end. */
    private static void end(String sentence) {
        LOG.error(sentence);
        System.err.println(sentence);
        System.err.flush();
        Runtime.getRuntime().halt(WRONG_CONFIGURATION);
    }

    void stop() throws JMException {
        AdminKeyCheck.withdraw();
        if (main != null) {
            main.stop();
        }
    }

    /** What the servlet asks for routes. */
    public ServletPlatformHttpEngine engine() {
        return main.engine();
    }

    /** The running routes. */
    public org.apache.camel.CamelContext camelContext() {
        return main.camelContext();
    }

    /** What was found last about each part. */
    public List<ComponentHealth> health() {
        return main.health();
    }

    /** What this process does and did. */
    public Operations operations() {
        return main.operations();
    }

    /** What whoever reads the metrics may show in place of a key. */
    public List<String> metricsKeys() {
        return metricsKeys;
    }

    /** Who calls, by the key that is shown. */
    public Callers callers() {
        return main.callers();
    }
}
