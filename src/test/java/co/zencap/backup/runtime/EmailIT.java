package co.zencap.backup.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.liberty.LibertyProcess;
import co.zencap.backup.testing.Installation;
import co.zencap.backup.testing.MailServer;
import co.zencap.backup.testing.TestCluster;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server, whose classes come from a WAR, writes and sends what its timer begins. */
class EmailIT {
    @TempDir
    Path home;

    @Test
    void aReportComesWhenItIsDue() throws Exception {
        try (MailServer mail = MailServer.plain()) {
            var settings = new HashMap<String, String>();
            settings.put("BACKUP_SCHEDULE_DATABASE", "0 0 0 1 1 ?");
            settings.put("BACKUP_SCHEDULE_DAILY_REPORT", "0 * * * * ?");
            settings.put("BACKUP_ALERT_EMAILS", "ops@example.org");
            settings.put("BACKUP_SMTP_URL", "smtp://127.0.0.1:" + mail.port());
            settings.put("BACKUP_SMTP_STARTTLS", "false");
            settings.put("BACKUP_SMTP_FROM", "backup@zencap.example");
            Map<String, String> environment = Installation.in(home)
                    .variables(TestCluster.createDatabase(), TestCluster.createDatabase(), settings);
            try (LibertyProcess server = LibertyProcess.start(home, home.resolve("server"), environment)) {
                server.awaitStarted(Duration.ofMinutes(3));

                MimeMessage report = Awaitility.await()
                        .atMost(Duration.ofMinutes(4))
                        .until(mail::received, received -> !received.isEmpty())
                        .get(0);
                assertThat(report.getSubject()).startsWith("[ZenCap Backup] Daily report of ");
                assertThat((String) MailServer.part(report, 0).getContent())
                        .contains("== Backups ==", "== What comes next ==", "Daily status report by e-mail: When ");
                assertThat((String) MailServer.part(report, 1).getContent()).contains("<h2", "Backups");
            }
        }
    }
}
