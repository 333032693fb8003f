package co.zencap.backup.health;

import co.zencap.backup.postgres.PostgresUrl;
import co.zencap.backup.postgres.ServerFailure;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Whether the database that is backed up lets the service in, with the rights that it has. */
public record DatabaseLook(PostgresUrl url) implements Component.Look {

    @Override
    public Finding look() throws IOException {
        Properties properties = url.jdbcProperties();
        properties.setProperty("ApplicationName", "zencap-health");
        properties.putIfAbsent("connectTimeout", "10");
        properties.putIfAbsent("socketTimeout", "30");
        try (Connection connection = DriverManager.getConnection(url.jdbcUrl(), properties);
                var sql = connection.createStatement();
                var row = sql.executeQuery("SELECT pg_catalog.current_setting('server_version')")) {
            row.next();
            return Finding.up("PostgreSQL " + row.getString(1) + " answers.");
        } catch (SQLException e) {
            throw ServerFailure.of("ask whether the database answers", url, e);
        }
    }
}
