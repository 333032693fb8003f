package co.zencap.backup.runtime;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;

/** Gives the parts their names after the context was made and before its routes are loaded. */
final class Binding extends MainListenerSupport {
    private final ZencapMain service;

    Binding(ZencapMain service) {
        this.service = service;
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        try {
            service.bind(main.getCamelContext());
        } catch (Exception e) {
            throw org.apache.camel.RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }
}
