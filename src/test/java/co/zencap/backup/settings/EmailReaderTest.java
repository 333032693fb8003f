package co.zencap.backup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.zencap.backup.schedule.Schedule;
import co.zencap.backup.settings.EmailSettings.Login;
import co.zencap.backup.settings.EmailSettings.Security;
import co.zencap.backup.settings.EmailSettings.SendGrid;
import co.zencap.backup.settings.EmailSettings.Smtp;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailReaderTest {
    private static final String SMTP = "BACKUP_SMTP_URL=smtp://mail.example.org;BACKUP_SMTP_FROM=backup@example.org";
    private static final String SENDGRID = "SENDGRID_API_KEY=SG.secret;SENDGRID_FROM_EMAIL=backup@example.org";
    private static final String TO = "BACKUP_ALERT_EMAILS=ops@example.org";

    @Test
    void withoutAnyOfItThereIsNoEmailAndNoReport() {
        Settings settings = read("BACKUP_SCHEDULE_DAILY_REPORT=0 0 7 * * ?");

        assertThat(settings.alerts().email()).isEmpty();
        assertThat(settings.alerts().channels()).doesNotContain("email");
        assertThat(settings.timetable().of(Schedule.DAILY_REPORT)).isEmpty();
        assertThat(settings.timetable().of(Schedule.WEEKLY_REPORT)).isEmpty();
        assertThat(new LiveSettings(settings)
                        .read(Map.of("BACKUP_SCHEDULE_DAILY_REPORT", "0 0 8 * * ?"))
                        .timetable()
                        .of(Schedule.DAILY_REPORT))
                .isEmpty();
    }

    @Test
    void withItReportsAreDueInTheMorning() {
        Settings settings = read(TO + ";" + SMTP);

        assertThat(settings.alerts().channels()).contains("email");
        assertThat(settings.timetable().of(Schedule.DAILY_REPORT)).hasToString("Optional[0 0 7 * * ?]");
        assertThat(settings.timetable().of(Schedule.WEEKLY_REPORT)).hasToString("Optional[0 0 7 ? * MON]");
        assertThat(read(TO + ";" + SMTP + ";BACKUP_SCHEDULE_DAILY_REPORT=off")
                        .timetable()
                        .of(Schedule.DAILY_REPORT))
                .isEmpty();
        assertThat(new LiveSettings(settings)
                        .read(Map.of("BACKUP_SCHEDULE_DAILY_REPORT", "0 0 8 * * ?"))
                        .timetable()
                        .of(Schedule.DAILY_REPORT))
                .hasToString("Optional[0 0 8 * * ?]");
    }

    @Test
    void theSpecificationsVariablesAreEnoughForSendGrid() {
        EmailSettings email = email("BACKUP_ALERT_EMAILS=admin@zencap.co,tech@zencap.co, ADMIN@zencap.co ,;"
                + "BACKUP_ESCALATION_EMAILS=cto@zencap.co,Tech@zencap.co;" + SENDGRID);

        assertThat(email.recipients()).containsExactly("admin@zencap.co", "tech@zencap.co");
        assertThat(email.everybody()).containsExactly("admin@zencap.co", "tech@zencap.co", "cto@zencap.co");
        assertThat(email.server()).isEqualTo(new SendGrid(URI.create("https://api.sendgrid.com"), "SG.secret"));
    }

    @ParameterizedTest
    @CsvSource({
        "smtp://mail.example.org, '', mail.example.org, 587, STARTTLS",
        "SMTP://mail.example.org:2525/, true, mail.example.org, 2525, STARTTLS",
        "smtps://mail.example.org, '', mail.example.org, 465, TLS",
        "smtp://[::1], false, [::1], 25, NONE"
    })
    void aMailServerIsFoundWhereItUsuallyIs(String url, String starttls, String host, int port, Security security) {
        EmailSettings email = email(
                TO + ";BACKUP_SMTP_FROM=b@example.org;BACKUP_SMTP_URL=" + url + ";BACKUP_SMTP_STARTTLS=" + starttls);

        assertThat(email.server()).isEqualTo(new Smtp(host, port, security, Optional.empty()));
    }

    @Test
    void theMailServerWinsOverSendGrid() {
        EmailSettings email = email(TO + ";SENDGRID_API_KEY=SG.of-another-program;" + SMTP);

        assertThat(email.server()).isInstanceOf(Smtp.class);
        assertThat(email.from()).isEqualTo("backup@example.org");
    }

    @Test
    void noSecretPrintsItself() {
        assertThat(read(TO + ";" + SENDGRID).toString()).doesNotContain("SG.secret");
        Settings settings = read(TO + ";" + SMTP + ";BACKUP_SMTP_USER=u;BACKUP_SMTP_PASSWORD=very-secret");
        assertThat(settings.toString()).doesNotContain("very-secret");
        assertThat(settings.alerts().email().orElseThrow().server())
                .isEqualTo(new Smtp(
                        "mail.example.org", 587, Security.STARTTLS, Optional.of(new Login("u", "very-secret"))));
    }

    @ParameterizedTest(name = "{0} says {1}")
    @CsvSource({
        TO + ", 'BACKUP_ALERT_EMAILS is set, and no server'",
        SMTP + ", 'BACKUP_SMTP_URL is set, and nobody is to get e-mail'",
        SENDGRID + ", 'SENDGRID_API_KEY is set, and nobody is to get e-mail'",
        "BACKUP_ESCALATION_EMAILS=cto@example.org;" + SMTP + ", 'BACKUP_ESCALATION_EMAILS is set, and nobody'",
        TO + ";SENDGRID_API_KEY=SG.secret, SENDGRID_FROM_EMAIL is not set",
        TO + ";SENDGRID_FROM_EMAIL=a@b, 'SENDGRID_FROM_EMAIL is set, and SENDGRID_API_KEY is not'",
        TO + ";BACKUP_SENDGRID_URL=https://a, 'BACKUP_SENDGRID_URL is set, and SENDGRID_API_KEY is not'",
        TO + ";BACKUP_SENDGRID_URL=http://a;" + SENDGRID + ", the key go over the network in the clear",
        TO + ";BACKUP_SENDGRID_URL=https://a/v3;" + SENDGRID + ", BACKUP_SENDGRID_URL names no server",
        TO + ";SENDGRID_API_KEY=SG. secret;SENDGRID_FROM_EMAIL=a@b, holds blanks",
        TO + ";BACKUP_SMTP_URL=smtp://mail, BACKUP_SMTP_FROM is not set",
        TO + ";BACKUP_SMTP_FROM=a@b, 'BACKUP_SMTP_FROM is set, and BACKUP_SMTP_URL is not'",
        TO + ";BACKUP_SMTP_USER=a;" + SENDGRID + ", 'BACKUP_SMTP_USER is set, and BACKUP_SMTP_URL is not'",
        TO + ";BACKUP_SMTP_USER=a;" + SMTP + ", BACKUP_SMTP_USER is set without BACKUP_SMTP_PASSWORD",
        TO + ";BACKUP_SMTP_PASSWORD=a;" + SMTP + ", BACKUP_SMTP_PASSWORD is set without BACKUP_SMTP_USER",
        TO + ";BACKUP_SMTP_USER=a;BACKUP_SMTP_PASSWORD=b;BACKUP_SMTP_STARTTLS=false;" + SMTP + ", in the clear",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=smtps://m;BACKUP_SMTP_STARTTLS=true, TLS from the first byte",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=mail.example.org, BACKUP_SMTP_URL names no server",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=http://mail, BACKUP_SMTP_URL names no server",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=//mail, BACKUP_SMTP_URL names no server",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=smtp://m?a=b, BACKUP_SMTP_URL names no server",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=smtp://u:very-secret@m, holds a name or a password",
        TO + ";BACKUP_SMTP_FROM=a@b;BACKUP_SMTP_URL=smtp://u:very-secret %@m, BACKUP_SMTP_URL names no server",
        "BACKUP_ALERT_EMAILS=ops;" + SMTP + ", BACKUP_ALERT_EMAILS holds what is no e-mail address",
        "BACKUP_ALERT_EMAILS=Ops <ops@example.org>;" + SMTP + ", no e-mail address",
        "'BACKUP_ALERT_EMAILS=ops@example.org\r\nBcc: x@y;" + SMTP + "', no e-mail address",
        TO + ";BACKUP_ESCALATION_EMAILS=a@b@c;" + SMTP + ", BACKUP_ESCALATION_EMAILS holds what is no",
        TO + ";BACKUP_SMTP_FROM=x;BACKUP_SMTP_URL=smtp://mail, BACKUP_SMTP_FROM holds what is no",
    })
    void whatIsIncompleteOrContradictsItselfIsSaidInOneSentence(String variables, String message) {
        assertThatThrownBy(() -> read(variables))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("secret");
    }

    @Test
    void moreThanAHundredAddressesBelongIntoAMailingList() {
        String many = IntStream.rangeClosed(1, 101)
                .mapToObj(i -> "a" + i + "@example.org")
                .collect(Collectors.joining(","));

        assertThatThrownBy(() -> read("BACKUP_ALERT_EMAILS=" + many + ";" + SMTP))
                .hasMessageContaining("more than 100")
                .hasMessageContaining("HINT:");
    }

    private static EmailSettings email(String variables) {
        return read(variables).alerts().email().orElseThrow();
    }

    private static Settings read(String some) {
        var variables = new HashMap<String, String>();
        variables.put("POSTGRES_URL", "postgresql://u@h/shop");
        variables.put("BACKUP_ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        variables.put("ADMIN_API_KEY", "k".repeat(40));
        for (String each : some.split(";")) {
            String[] pair = each.split("=", 2);
            variables.put(pair[0], pair[1]);
        }
        return new SettingsReader(variables, Path.of("/srv/zencap")).read();
    }
}
