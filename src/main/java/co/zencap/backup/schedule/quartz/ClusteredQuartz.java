package co.zencap.backup.schedule.quartz;

import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzConstants;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.quartz.SchedulerException;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.simpl.SimpleThreadPool;
import org.quartz.utils.DBConnectionManager;

/**
 * Camel's Quartz component on timers that are kept in the catalog and shared by all nodes of a service. Its scheduler does
 * not start by itself, as the catalog may come later.
 */
public final class ClusteredQuartz extends QuartzComponent {
    /** A timer only hands work to a queue. */
    private static final int THREADS = 3;

    /**
     * Connects to nothing yet.
     *
     * @param pool of the catalog
     * @param service nodes of the same one share its timers
     */
    public ClusteredQuartz(DataSource pool, String service) throws SchedulerException {
        String connections = "catalog " + UUID.randomUUID();
        DBConnectionManager.getInstance().addConnectionProvider(connections, new CatalogConnections(pool));
        setAutoStartScheduler(false);
        setScheduler(new StdSchedulerFactory(properties(service, connections)).getScheduler());
    }

    private static Properties properties(String service, String connections) {
        var properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "zencap " + service);
        properties.setProperty(
                "org.quartz.scheduler.instanceId", UUID.randomUUID().toString());
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        // Jobs are classes of ours, which in a server only our own class loader knows.
        properties.setProperty("org.quartz.scheduler.threadsInheritContextClassLoaderOfInitializer", "true");
        properties.setProperty("org.quartz.threadPool.class", SimpleThreadPool.class.getName());
        properties.setProperty("org.quartz.threadPool.threadCount", Integer.toString(THREADS));
        properties.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        properties.setProperty("org.quartz.threadPool.threadsInheritContextClassLoaderOfInitializingThread", "true");
        properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", CronTimesDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.dataSource", connections);
        properties.setProperty("org.quartz.jobStore.tablePrefix", "qrtz_");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        // Otherwise a node that was slow to take a timer can fire it once more.
        properties.setProperty("org.quartz.jobStore.acquireTriggersWithinLock", "true");
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "15000");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
        return properties;
    }

    /** No timer of ours overlaps with itself, and whichever node made it, another can fire it. */
    @Override
    protected QuartzEndpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        parameters.putIfAbsent("stateful", "true");
        parameters.putIfAbsent("usingFixedCamelContextName", "true");
        return (QuartzEndpoint) super.createEndpoint(uri, remaining, parameters);
    }

    @Override
    protected void doStart() throws Exception {
        String name = getCamelContext().getName();
        getScheduler().getContext().put(QuartzConstants.QUARTZ_CAMEL_CONTEXT + "-" + name, getCamelContext());
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        getScheduler().shutdown();
    }
}
