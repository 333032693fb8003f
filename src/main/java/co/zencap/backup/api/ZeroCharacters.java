package co.zencap.backup.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses a call with a zero character in it: no file name, no program and no column of the catalog can take one. */
final class ZeroCharacters implements Processor {

    /** Looks at what came in the address and the headers. */
    @Override
    public void process(Exchange exchange) {
        for (Map.Entry<String, Object> header :
                exchange.getMessage().getHeaders().entrySet()) {
            if (String.valueOf(header.getValue()).indexOf('\0') >= 0) {
                throw refused();
            }
        }
    }

    /** Looks at all texts of a body. */
    static void refuse(JsonNode body) {
        if (body.isTextual() && body.textValue().indexOf('\0') >= 0) {
            throw refused();
        }
        body.forEach(ZeroCharacters::refuse);
    }

    private static ApiProblem refused() {
        return new ApiProblem(422, "Zero character", "The call has a zero character in it.", "Leave it out.");
    }
}
