package co.zencap.backup.alert.slack;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.slack.SlackComponent;
import org.apache.camel.component.slack.SlackEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * Camel's component for Slack, whose producer also writes to threads, changes messages and says where a message is, none of
 * which Camel's own does; that one also tells of an error only after the exchange has gone on. The client holds the secrets: no
 * endpoint's address does.
 */
public final class SlackThreads extends SlackComponent {
    private final SlackClient client;

    public SlackThreads(SlackClient client) {
        this.client = client;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String channel, Map<String, Object> parameters) throws Exception {
        var endpoint = new SlackEndpoint(uri, channel, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    public void process(Exchange exchange) throws Exception {
                        SlackCall call = exchange.getMessage().getMandatoryBody(SlackCall.class);
                        exchange.getMessage().setBody(client.send(call));
                    }
                };
            }
        };
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doShutdown() throws Exception {
        client.close();
        super.doShutdown();
    }
}
