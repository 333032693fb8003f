package co.zencap.backup.alert.webhook;

import java.net.URI;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * One request to a program. Its address and its headers often hold secrets: they are put on a message, never into an
 * endpoint.
 *
 * @param body null for none
 */
public record Request(String method, URI address, Map<String, String> headers, String body) {

    /** Makes a message of it. */
    void putOn(Message message) {
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Accept", "application/json");
        message.setHeader(Exchange.HTTP_METHOD, method);
        message.setHeader(Exchange.HTTP_URI, address.toString());
        message.setBody(body);
    }

    /** Shows neither the address's path nor a header. */
    @Override
    public String toString() {
        return method + " to " + address.getHost();
    }
}
