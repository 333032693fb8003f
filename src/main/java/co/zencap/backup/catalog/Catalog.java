package co.zencap.backup.catalog;

import co.zencap.backup.postgres.PostgresUrl;
import com.zaxxer.hikari.HikariConfig;
import java.io.Closeable;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The catalog's database: its connections and its schema. Connects when first used, so that a start does not need it. */
public final class Catalog implements Closeable {
    private final CatalogPool pool;
    private final String schema;
    private volatile boolean ready;
    private volatile int failures;
    private RuntimeException latestFailure;

    /**
     * @param url where it is
     * @param schema of its own, left out of dumps of that database
     */
    public Catalog(PostgresUrl url, String schema) {
        this.schema = schema;
        var config = new HikariConfig();
        config.setPoolName("catalog");
        config.setJdbcUrl(url.jdbcUrl());
        config.setDataSourceProperties(url.jdbcProperties());
        config.addDataSourceProperty("currentSchema", schema);
        config.addDataSourceProperty("ApplicationName", "zencap-catalog");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "30");
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(-1);
        pool = new CatalogPool(config);
    }

    /** Connections to it. */
    public DataSource dataSource() {
        return pool;
    }

    /**
     * Creates or upgrades the tables; does nothing when they are current.
     *
     * @return how many migrations were applied
     * @throws CatalogFailure when it is away
     */
    public synchronized int migrate() {
        try {
            int applied = applyMigrations();
            ready = true;
            return applied;
        } catch (FlywayException e) {
            throw CatalogFailure.in(e).map(RuntimeException.class::cast).orElse(e);
        }
    }

    private int applyMigrations() {
        return Flyway.configure()
                .dataSource(pool)
                .schemas(schema)
                .createSchemas(true)
                .locations("classpath:co/zencap/backup/catalog/migration")
                .connectRetries(0)
                .load()
                .migrate()
                .migrationsExecuted;
    }

    /**
     * Makes sure that the tables are there; quick once they are. Whoever waits while another looks for them shares what
     * that one found: otherwise, while the catalog is away, each would wait for all that came before it.
     */
    public void ready() {
        if (ready) {
            return;
        }
        int known = failures;
        synchronized (this) {
            if (ready) {
                return;
            }
            if (failures != known) {
                throw latestFailure;
            }
            try {
                migrate();
            } catch (RuntimeException e) {
                latestFailure = e;
                failures++;
                throw e;
            }
        }
    }

    /** After a failure: somebody may have removed the tables, so that they are looked for again before the next use. */
    public void doubt() {
        ready = false;
    }

    @Override
    public void close() {
        pool.close();
    }
}
