package co.zencap.backup.trace;

import java.util.Optional;
import java.util.Set;
import org.apache.camel.NamedNode;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;

/** What a step is called: by its id where somebody gave it one, and by what it does otherwise. Never by its parameters. */
final class StepName {
    /** What these lead to has a span of its own, or needs none. */
    private static final Set<String> WAYS = Set.of("direct", "seda", "log");

    private StepName() {}

    /** Empty for what decides, sets or leads on, and takes no time. */
    static Optional<String> of(NamedNode definition) {
        Optional<String> id = definition instanceof ProcessorDefinition<?> step && step.hasCustomIdAssigned()
                ? Optional.of(step.getId())
                : Optional.empty();
        if (definition instanceof BeanDefinition bean) {
            String method =
                    bean.getMethod() == null ? "" : "." + bean.getMethod().split("\\(", 2)[0];
            return id.or(() -> Optional.ofNullable(bean.getRef()).map(ref -> ref + method));
        }
        if (definition instanceof ToDefinition to) {
            return address(to.getUri()).map(id::orElse);
        }
        if (definition instanceof ToDynamicDefinition to) {
            return address(to.getUri()).map(id::orElse);
        }
        return definition instanceof ProcessDefinition ? id : Optional.empty();
    }

    /** Of a statement its file's name, of a program its own; of what is only known when it runs the scheme. */
    private static Optional<String> address(String uri) {
        String[] parts = uri.split("\\?", 2)[0].split(":", 2);
        if (WAYS.contains(parts[0])) {
            return Optional.empty();
        }
        if (parts.length < 2 || parts[1].contains("${")) {
            return Optional.of(parts[0]);
        }
        return Optional.of(parts[0] + ":" + parts[1].substring(parts[1].lastIndexOf('/') + 1));
    }
}
