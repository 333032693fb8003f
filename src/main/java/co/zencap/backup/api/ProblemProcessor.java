package co.zencap.backup.api;

import co.zencap.backup.figures.Harmless;
import co.zencap.backup.figures.Shortened;
import co.zencap.backup.json.Json;
import co.zencap.backup.operation.Problem;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a failure into a problem document (RFC 9457); what the caller can't mend goes into the log with its stack trace. */
final class ProblemProcessor implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemProcessor.class);

    private static final int LONGEST = 2000;

    @Override
    public void process(Exchange exchange) throws JsonProcessingException {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        int status = 500;
        Problem problem;
        if (failure instanceof ApiProblem refused) {
            status = refused.status();
            problem = refused.problem();
        } else {
            LOG.error("The call could not be served", failure);
            problem = Problem.of("The call could not be served", failure);
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("title", problem.title());
        document.put("status", status);
        document.put("detail", shown(problem.detail()));
        document.put("hint", problem.hint());
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        exchange.getMessage().setBody(Json.MAPPER.writeValueAsBytes(document));
    }

    /** It may repeat what the caller sent, or what a database says: bounded, and without what a terminal or a page obeys. */
    private static String shown(String detail) {
        return Shortened.of(Harmless.lines(detail), LONGEST, "...");
    }
}
