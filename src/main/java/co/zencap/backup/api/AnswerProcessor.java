package co.zencap.backup.api;

import co.zencap.backup.json.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;

/** Turns an {@link Answer} into an HTTP response. */
final class AnswerProcessor implements Processor {

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException, JsonProcessingException {
        Answer answer = exchange.getMessage().getMandatoryBody(Answer.class);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
        answer.location().ifPresent(l -> exchange.getMessage().setHeader("Location", l));
        exchange.getMessage()
                .setBody(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(answer.body()));
    }
}
