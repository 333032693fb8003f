package co.zencap.backup.runtime;

import java.util.List;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.RestConsumerContextPathMatcher;
import org.apache.camel.support.RestConsumerContextPathMatcher.ConsumerPath;

/** One route's place in the servlet: there while the route runs. */
final class ServletConsumer extends DefaultConsumer
        implements PlatformHttpConsumer, Suspendable, ConsumerPath<ServletConsumer> {
    private final List<ConsumerPath<ServletConsumer>> served;

    ServletConsumer(PlatformHttpEndpoint endpoint, Processor processor, List<ConsumerPath<ServletConsumer>> served) {
        super(endpoint, processor);
        this.served = served;
    }

    @Override
    public PlatformHttpEndpoint getEndpoint() {
        return (PlatformHttpEndpoint) super.getEndpoint();
    }

    @Override
    public String getRestrictMethod() {
        return getEndpoint().getHttpMethodRestrict();
    }

    @Override
    public String getConsumerPath() {
        return getEndpoint().getPath();
    }

    @Override
    public ServletConsumer getConsumer() {
        return this;
    }

    @Override
    public boolean isMatchOnUriPrefix() {
        return getEndpoint().isMatchOnUriPrefix();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        RestConsumerContextPathMatcher.register(getConsumerPath());
        served.add(this);
    }

    @Override
    protected void doStop() throws Exception {
        served.remove(this);
        RestConsumerContextPathMatcher.unRegister(getConsumerPath());
        super.doStop();
    }
}
