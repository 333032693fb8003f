package co.zencap.backup.demo;

import co.zencap.backup.postgres.Host;
import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerBinaries;
import co.zencap.backup.settings.Variables;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The service's settings in the demo. All settings are given, most of them empty: nothing that the operator has set in
 * the environment or in {@code .env.local} for the real thing may reach the demo, least of all a real database or bucket.
 */
final class DemoSettings {
    private DemoSettings() {}

    /** @param programs of the server, for the sandboxes of restoration tests */
    static Map<String, String> of(
            DemoFolder folder, DemoKeys keys, PostgresUrl server, ServerBinaries programs, EmbeddedS3 s3, int port) {
        var variables = new HashMap<String, String>();
        Variables.names().forEach(name -> variables.put(name, ""));
        variables.put("POSTGRES_URL_NON_POOLING", url(server.withDatabase(SampleData.SHOP)));
        // Their addresses have names of the operator's own, which can't be emptied here.
        variables.put("BACKUP_FURTHER_TARGETS", "false");
        variables.put("BACKUP_CATALOG_URL", url(server.withDatabase(SampleData.CATALOG)));
        // A server of its own for each restoration test: the one of the data is refused.
        variables.put("BACKUP_SANDBOX_BIN", programs.bin().toString());
        variables.put("BACKUP_LOCAL_DIR", folder.backups().toString());
        variables.put("BACKUP_WORK_DIR", folder.work().toString());
        variables.put("BACKUP_ENCRYPTION_KEY", keys.encryption());
        variables.put("BACKUP_S3_BUCKET", s3.bucket());
        variables.put("BACKUP_S3_ENDPOINT", s3.endpoint().toString());
        variables.put("BACKUP_S3_PATH_STYLE", "true");
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_ACCESS_KEY_ID", s3.accessKey());
        variables.put("AWS_SECRET_ACCESS_KEY", s3.secretKey());
        variables.put("BACKUP_TEST_AFTER_BACKUP", "true");
        // The first backup is the demo's own; at an interval the schedule's would come at once.
        variables.put("BACKUP_SCHEDULE_DATABASE", "0 17 * * * ?");
        variables.put("BACKUP_SCHEDULE_FULL_SYSTEM", "0 47 1 * * ?");
        variables.put("ADMIN_API_KEY", keys.admin());
        variables.put("BACKUP_HTTP_HOST", "127.0.0.1");
        variables.put("BACKUP_HTTP_PORT", Integer.toString(port));
        String pgBin = System.getenv("BACKUP_PG_BIN"); // where programs are is the machine's affair, the demo's too
        if (pgBin != null) {
            variables.put("BACKUP_PG_BIN", pgBin);
        }
        return variables;
    }

    private static String url(PostgresUrl database) {
        Host host = database.hosts().get(0);
        String password = database.password().map(p -> ":" + encode(p)).orElse("");
        return "postgresql://" + encode(database.user()) + password + "@" + host + "/" + encode(database.database());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
