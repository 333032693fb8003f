package co.zencap.backup.runtime;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanAttributeInfo;
import javax.management.modelmbean.ModelMBeanConstructorInfo;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.ModelMBeanInfoSupport;
import javax.management.modelmbean.ModelMBeanNotificationInfo;
import javax.management.modelmbean.ModelMBeanOperationInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;

/**
 * What JMX knows of routes and their steps, with the attributes and operations of each kind kept once: they depend on the class
 * alone, and a copy for each of more than a thousand steps is more than half of what an idle service holds.
 */
final class SharedMBeanInfo extends DefaultManagementMBeanAssembler {
    private final Map<Kind, ModelMBeanInfo> known = new ConcurrentHashMap<>();

    SharedMBeanInfo(CamelContext camel) {
        super(camel);
    }

    /**
     * What the attributes are read from.
     *
     * @param managed Camel's view of it
     * @param instance what is viewed, which may have attributes of its own
     */
    private record Kind(Class<?> managed, Optional<Class<?>> instance) {
        static Kind of(Object managed) {
            return new Kind(
                    managed.getClass(),
                    managed instanceof ManagedInstance view
                            ? Optional.ofNullable(view.getInstance()).map(Object::getClass)
                            : Optional.empty());
        }
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        ModelMBean bean = super.assemble(server, managed, name);
        if (bean != null) {
            var own = (ModelMBeanInfo) bean.getMBeanInfo();
            ModelMBeanInfo first = known.putIfAbsent(Kind.of(managed), own);
            if (first != null) {
                bean.setModelMBeanInfo(shared(own, first));
            }
        }
        return bean;
    }

    private static ModelMBeanInfo shared(ModelMBeanInfo own, ModelMBeanInfo first) throws JMException {
        return new ModelMBeanInfoSupport(
                own.getClassName(),
                own.getDescription(),
                copy(first.getAttributes(), ModelMBeanAttributeInfo[].class),
                copy(first.getConstructors(), ModelMBeanConstructorInfo[].class),
                copy(first.getOperations(), ModelMBeanOperationInfo[].class),
                copy(first.getNotifications(), ModelMBeanNotificationInfo[].class),
                own.getMBeanDescriptor());
    }

    private static <T, U extends T> U[] copy(T[] each, Class<U[]> type) {
        return Arrays.copyOf(each, each.length, type);
    }
}
