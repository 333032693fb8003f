package co.zencap.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    private static final String OS_USER = System.getProperty("user.name");

    @ParameterizedTest
    @ValueSource(strings = {"postgres://", "postgresql://", "POSTGRES://", "  postgresql://"})
    void understandsBothSchemesAndFillsInWhatIsMissing(String text) {
        PostgresUrl url = PostgresUrl.parse(text);
        assertThat(url.hosts()).containsExactly(new Host("localhost", 5432));
        assertThat(url.user()).isEqualTo(OS_USER);
        assertThat(url.database()).isEqualTo(OS_USER);
        assertThat(url.password()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u@h, u, h:5432, u",
        "postgresql://u@h/, u, h:5432, u",
        "postgresql://u:p@h:6543/d, u, h:6543, d",
        "postgresql://u@:6543/d, u, localhost:6543, d",
        "postgresql:///d?user=u, u, localhost:5432, d",
        "postgresql:///d?user=u&host=h&port=1, u, h:1, d",
        "postgresql://x@y/z?user=u&host=h&dbname=d, u, h:5432, d",
        "postgresql://%75@%68:%35433/%64, u, h:5433, d",
        "postgresql://u@[::1]:6543/d, u, [::1]:6543, d",
        "postgresql://u@[2001:db8::1]/d, u, [2001:db8::1]:5432, d",
        "postgresql://u@%2Fvar%2Frun%2Fpostgresql/d, u, %2Fvar%2Frun%2Fpostgresql:5432, d",
        "postgresql:///d?user=u&host=%2Frun, u, %2Frun:5432, d",
        "postgresql://u@h/a+b%20c, u, h:5432, a+b c",
        "postgresql://u@h/d%2Fe%3Ff, u, h:5432, d/e?f",
    })
    void readsEachPartAsLibpqDoes(String text, String user, String host, String database) {
        PostgresUrl url = PostgresUrl.parse(text);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.hosts()).singleElement().hasToString(host);
        assertThat(url.database()).isEqualTo(database);
    }

    @Test
    void decodesThePasswordAndShowsItNowhere() {
        PostgresUrl url = PostgresUrl.parse("postgresql://us%40er:s3%3Ac%2Fr%25%C3%BCt?@db.example:5433/my%20db");
        assertThat(url.password()).hasValue("s3:c/r%üt?");
        assertThat(url).hasToString("postgresql://us%40er@db.example:5433/my%20db");
        assertThat(url.redacted()).doesNotContain("s3");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/my%20db");
        assertThat(url.childEnvironment(Path.of("/tmp/x")).toString()).doesNotContain("s3");
    }

    @Test
    void keepsSeveralHostsInOrder() {
        PostgresUrl url = PostgresUrl.parse("postgres://u@a:1,[::2]:2,c/d?target_session_attrs=read-write");
        assertThat(url.hosts()).containsExactly(new Host("a", 1), new Host("::2", 2), new Host("c", 5432));
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://a:1,[::2]:2,c:5432/d");
        assertThat(url.jdbcProperties()).containsEntry("targetServerType", "primary");
        assertThat(url.childEnvironment(null))
                .containsEntry("PGHOST", "a,::2,c")
                .containsEntry("PGPORT", "1,2,5432")
                .containsEntry("PGTARGETSESSIONATTRS", "read-write");
        assertThat(PostgresUrl.parse("postgres://u@a,b:7/d?port=9").hosts())
                .containsExactly(new Host("a", 9), new Host("b", 9));
        assertThat(url.withHost(new Host("c", 5432)).hosts()).hasSize(1);
    }

    @Test
    void ignoresWhatPoolersAndOtherDriversAdd() {
        PostgresUrl url = PostgresUrl.parse(
                "postgres://default:secret@ep-x-pooler.eu.aws.neon.tech:5432/verceldb"
                        + "?sslmode=require&pgbouncer=true&connect_timeout=30&schema=public&connection_limit=1&channel_binding=prefer");
        assertThat(url.parameters()).containsOnlyKeys("sslmode", "connect_timeout", "channel_binding");
        assertThat(url.childEnvironment(Path.of("/p/pass")))
                .containsEntry("PGSSLMODE", "require")
                .containsEntry("PGCONNECT_TIMEOUT", "30")
                .containsEntry("PGPASSFILE", "/p/pass")
                .containsEntry("PGAPPNAME", "zencap")
                .containsEntry("PGDATABASE", "verceldb")
                .doesNotContainKey("PGPASSWORD");
        assertThat(url.jdbcProperties())
                .containsEntry("password", "secret")
                .containsEntry("connectTimeout", "30")
                .containsEntry("channelBinding", "prefer");
    }

    @Test
    void givesSslModesTheMeaningOfLibpq() {
        assertThat(jdbc("sslmode=verify-full&sslrootcert=/ca.pem"))
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslrootcert", "/ca.pem");
        assertThat(jdbc("sslmode=require&sslrootcert=/ca.pem")).containsEntry("sslmode", "verify-ca");
        assertThat(jdbc("sslmode=require&sslrootcert=system"))
                .containsEntry("sslmode", "verify-full")
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(jdbc("ssl=true")).containsEntry("sslmode", "require");
        assertThat(jdbc("application_name=x")).containsEntry("sslmode", "prefer");
    }

    private static Properties jdbc(String parameters) {
        return PostgresUrl.parse("postgres://u@h/d?" + parameters).jdbcProperties();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql://u:Secret1@h/d",
                "postgresql://u:Secret1@h:port/d",
                "postgresql://u:Secret1@h:0/d",
                "postgresql://u:Secret1@h:70000/d",
                "postgresql://u:Sec/ret1Secret1@h/d",
                "postgresql://u:p@Secret1@h/d",
                "postgresql://u:Secret1%@h/d",
                "postgresql://u:Secret1%zz@h/d",
                "postgresql://u:Secret1%00@h/d",
                "postgresql://u:Secret1%ff@h/d",
                "postgresql://u:Secret1%0A@h/d",
                "postgresql://u:Secret1@[::1/d",
                "postgresql://u:Secret1@[::1]x/d",
                "postgresql://u:Secret1@h/d?sslmode",
                "postgresql://u:Secret1@h/d?sslmode=a=b",
                "postgresql://u:Secret1@h/d?sslmode=Secret1",
                "postgresql://u:Secret1@h/d?no_such=1",
                "postgresql://u:Secret1@h/d?service=x",
                "postgresql://u:Secret1@h/d?sslpassword=Secret1",
                "postgresql://u:Secret1@h/d?connect_timeout=soon",
                "postgresql://u:Secret1@a,b,c/d?port=1,2",
            })
    void refusesWhatIsNoUrlWithoutRepeatingTheSecret(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text))
                .isInstanceOf(UrlFormatException.class)
                .hasMessageContaining("HINT:")
                .hasMessageNotContaining("Secret1");
    }

    @Test
    void namesAnUnknownParameter() {
        assertThatThrownBy(() -> PostgresUrl.parse("postgres://u@h/d?sslmod=require"))
                .hasMessageContaining("'sslmod' is unknown");
    }

    @Test
    void refusesASocketForJdbcOnly() {
        PostgresUrl url = PostgresUrl.parse("postgresql:///d?host=/var/run/postgresql&user=u");
        assertThat(url.childEnvironment(null)).containsEntry("PGHOST", "/var/run/postgresql");
        assertThatThrownBy(url::jdbcUrl).isInstanceOf(UrlFormatException.class).hasMessageContaining("localhost");
    }

    @Test
    void takesAnotherDatabasesNameLiterally() {
        PostgresUrl url = PostgresUrl.parse("postgres://u:p@h/d").withDatabase("host=evil dbname=x");
        assertThat(url.childEnvironment(null)).containsEntry("PGDATABASE", "host=evil dbname=x");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/host%3Devil%20dbname%3Dx");
        assertThat(url.hosts()).isEqualTo(List.of(new Host("h", 5432)));
    }
}
