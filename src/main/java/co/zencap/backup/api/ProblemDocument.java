package co.zencap.backup.api;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A refusal at the edge, as a problem document (RFC 9457).
 *
 * @param status of HTTP
 * @param title what failed
 * @param detail why
 * @param hint what to do
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "hint"})
public record ProblemDocument(int status, String title, String detail, String hint) {

    /** RFC 9457: the title says no more than the status does. */
    @JsonProperty
    public String type() {
        return "about:blank";
    }

    /** Answers a request with it. */
    public void send(HttpServletResponse response) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(this);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
