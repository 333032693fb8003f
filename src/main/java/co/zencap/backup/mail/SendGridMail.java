package co.zencap.backup.mail;

import co.zencap.backup.json.Json;
import co.zencap.backup.settings.EmailSettings.SendGrid;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** Gives a message the form of SendGrid's Mail Send API (v3), and shows the key there. */
public final class SendGridMail implements HttpClientConfigurer {
    private final SendGrid server;
    private final String from;
    private final HttpClientConfigurer client;

    /** @param client how requests are made, but for the key */
    public SendGridMail(SendGrid server, String from, HttpClientConfigurer client) {
        this.server = server;
        this.from = from;
        this.client = client;
    }

    /** Where messages are posted. */
    public String address() {
        return server.url() + "/v3/mail/send";
    }

    /** The key is no header of the route's, where tracing would show it. */
    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        client.configureHttpClient(builder);
        builder.addRequestInterceptorFirst(
                (request, entity, context) -> request.setHeader("Authorization", "Bearer " + server.key()));
    }

    private record Address(String email, String name) {}

    private record Recipients(List<Address> to) {}

    private record Content(String type, String value) {}

    private record Request(
            List<Recipients> personalizations,
            Address from,
            String subject,
            List<Content> content,
            Map<String, String> headers,
            @JsonProperty("tracking_settings") Map<String, Map<String, Boolean>> tracking) {}

    /** The request's body: one message to all, text before HTML, and no link of it led through SendGrid. */
    public String body(Email email) throws JsonProcessingException {
        List<Address> to =
                email.to().stream().map(address -> new Address(address, null)).toList();
        return Json.MAPPER.writeValueAsString(new Request(
                List.of(new Recipients(to)),
                new Address(from, SmtpMail.NAME),
                email.subject(),
                List.of(
                        new Content("text/plain", email.content().text()),
                        new Content("text/html", email.content().html())),
                MailHeaders.of(email, from),
                Map.of(
                        "click_tracking", Map.of("enable", false, "enable_text", false),
                        "open_tracking", Map.of("enable", false))));
    }
}
