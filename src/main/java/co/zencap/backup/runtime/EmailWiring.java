package co.zencap.backup.runtime;

import co.zencap.backup.alert.PlainHttp;
import co.zencap.backup.catalog.AlertQueries;
import co.zencap.backup.catalog.ReportQueries;
import co.zencap.backup.catalog.StorageSamples;
import co.zencap.backup.catalog.TestQueries;
import co.zencap.backup.mail.EmailChannel;
import co.zencap.backup.mail.LocalTimes;
import co.zencap.backup.mail.SendGridMail;
import co.zencap.backup.mail.SmtpMail;
import co.zencap.backup.mail.SmtpSender;
import co.zencap.backup.objective.ObjectivesReport;
import co.zencap.backup.report.ReportOutbox;
import co.zencap.backup.report.ReportWriter;
import co.zencap.backup.settings.EmailSettings;
import co.zencap.backup.settings.EmailSettings.SendGrid;
import co.zencap.backup.settings.EmailSettings.Smtp;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that write e-mail: alerts and reports. */
final class EmailWiring {
    private static final Logger LOG = LoggerFactory.getLogger(EmailWiring.class);

    private EmailWiring() {}

    static void bind(
            EmailSettings email,
            Basis basis,
            Registry registry,
            TestQueries tests,
            ObjectivesReport objectives,
            AlertQueries alerts,
            ScheduleWiring schedule) {
        String service = basis.service().name();
        var times = new LocalTimes(basis.settings().timetable().zone());
        registry.bind("emailChannel", new EmailChannel(email, service, times, basis.clock()));
        if (email.server() instanceof Smtp smtp) {
            var sender = new SmtpSender(smtp);
            registry.bind("smtpSender", sender);
            registry.bind("smtpMail", new SmtpMail(email.from(), sender.getSession()));
            LOG.info("E-mail goes through the mail server {}:{}", smtp.host(), smtp.port());
        } else if (email.server() instanceof SendGrid sendGrid) {
            registry.bind("sendGridMail", new SendGridMail(sendGrid, email.from(), new PlainHttp()));
            LOG.info("E-mail goes through SendGrid at {}", sendGrid.url());
        }
        registry.bind("reportOutbox", new ReportOutbox(service, basis.clock()));
        var known = new ReportWriter.Known(
                new ReportQueries(basis.queries(), basis.service()::targets),
                tests,
                objectives,
                new StorageSamples(basis.queries(), service),
                () -> basis.stores().local().root().toFile().getUsableSpace(),
                alerts,
                schedule.routes::describe);
        registry.bind("reportWriter", new ReportWriter(basis.settings(), email.recipients(), known, basis.clock()));
    }
}
