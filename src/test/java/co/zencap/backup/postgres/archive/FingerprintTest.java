package co.zencap.backup.postgres.archive;

import static org.assertj.core.api.Assertions.assertThat;

import co.zencap.backup.json.Json;
import co.zencap.backup.postgres.archive.Difference.Kind;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final TableFingerprint ORDERS = table("orders", List.of("id"), 3, 30, "xxh3-128-sum:01");
    private static final TableFingerprint USERS = table("users", List.of("id", "name"), 1000, 9, "xxh3-128-sum:02");

    @Test
    void equalFingerprintsHaveNoDifferences() {
        assertThat(of(ORDERS, USERS).differences(of(USERS, ORDERS))).isEmpty();
    }

    @Test
    void saysWhichTableIsMissing() {
        assertThat(of(ORDERS, USERS).differences(of(ORDERS)))
                .containsExactly(new Difference(
                        Kind.MISSING, "shop.users", "Table shop.users is missing; 1,000 rows were expected."));
    }

    @Test
    void saysWhichTableIsTooMuch() {
        assertThat(of(ORDERS).differences(of(ORDERS, USERS)))
                .containsExactly(
                        new Difference(Kind.UNEXPECTED, "shop.users", "Table shop.users is there, but should not be."));
    }

    @Test
    void saysHowManyRowsThereAre() {
        assertThat(of(USERS).differences(of(table("users", USERS.columns(), 999, 9, "xxh3-128-sum:02"))))
                .containsExactly(
                        new Difference(Kind.ROWS, "shop.users", "Table shop.users has 999 rows; 1,000 were expected."));
    }

    @Test
    void saysThatContentDiffers() {
        assertThat(of(USERS).differences(of(table("users", USERS.columns(), 1000, 9, "xxh3-128-sum:03"))))
                .extracting(Difference::kind)
                .containsExactly(Kind.CONTENT);
    }

    @Test
    void doesNotCallHashesOfAnotherKindADifferentContent() {
        assertThat(of(USERS).differences(of(table("users", USERS.columns(), 1000, 9, "other:02"))))
                .extracting(Difference::kind)
                .containsExactly(Kind.NOT_COMPARABLE);
    }

    @Test
    void saysThatColumnsDiffer() {
        assertThat(of(USERS).differences(of(table("users", List.of("id"), 1000, 9, "xxh3-128-sum:02"))))
                .extracting(Difference::toString)
                .containsExactly("Table shop.users has the columns [id]; expected: [id, name].");
    }

    @Test
    void comparesLargeObjects() {
        Fingerprint with =
                new Fingerprint("UTF8", List.of(), new LargeObjects(2, 10, "xxh3-128-sum:05"), Optional.empty());
        assertThat(with.differences(of()))
                .extracting(Difference::toString)
                .containsExactly("There are 0 large objects; 2 were expected.");
    }

    @Test
    void countsFindLostRowsAndNoChangedOnes() {
        Fingerprint counts = of(ORDERS, USERS).counts();

        assertThat(counts.countsOnly()).isTrue();
        assertThat(of(ORDERS, USERS).countsOnly()).isFalse();
        assertThat(counts.differences(of(ORDERS, table("users", USERS.columns(), 1000, 8, "xxh3-128-sum:03"))))
                .isEmpty();
        assertThat(counts.differences(of(ORDERS, table("users", USERS.columns(), 999, 9, "xxh3-128-sum:02"))
                        .counts()))
                .extracting(Difference::sentence)
                .containsExactly("Table shop.users has 999 rows; 1,000 were expected.");
        assertThat(counts.differences(of(ORDERS))).extracting(Difference::kind).containsExactly(Kind.MISSING);
    }

    @Test
    void countsDoNotSatisfyAFingerprintOfTheContent() {
        assertThat(of(USERS).differences(of(USERS).counts()))
                .extracting(Difference::kind)
                .containsExactly(Kind.NOT_COMPARABLE, Kind.NOT_COMPARABLE);
    }

    @Test
    void countsGoThroughJson() throws Exception {
        Fingerprint counts = of(ORDERS, USERS).counts();
        String text = Json.MAPPER.writeValueAsString(counts);
        assertThat(Json.MAPPER.readValue(text, Fingerprint.class)).isEqualTo(counts);
        assertThat(Json.MAPPER.readTree(text).properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("encoding", "tables", "largeObjects");
        assertThat(Json.MAPPER.readTree(text).path("largeObjects").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("count", "bytes", "hash");
    }

    /** Manifests are signed as they stand and kept for years: this text must not change. */
    @Test
    void ofTheContentIsWrittenAsEver() throws Exception {
        String text =
                "{\"encoding\":\"UTF8\",\"tables\":[{\"schema\":\"shop\",\"table\":\"orders\",\"columns\":[\"id\"],"
                        + "\"rows\":3,\"bytes\":30,\"hash\":\"xxh3-128-sum:01\"}],\"largeObjects\":{\"count\":0,\"bytes\":0,"
                        + "\"hash\":\"xxh3-128-sum:00000000000000000000000000000000\"}}";
        assertThat(Json.MAPPER
                        .readTree(Json.MAPPER.writeValueAsString(of(ORDERS)))
                        .toString())
                .isEqualTo(text);
        assertThat(Json.MAPPER.readValue(text, Fingerprint.class)).isEqualTo(of(ORDERS));
    }

    @Test
    void goesThroughJson() throws Exception {
        ObjectMapper json = Json.MAPPER;
        Fingerprint fingerprint = of(ORDERS, USERS);
        String text = json.writeValueAsString(fingerprint);
        assertThat(json.readValue(text, Fingerprint.class)).isEqualTo(fingerprint);
        assertThat(json.readTree(text).at("/tables/0").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("schema", "table", "columns", "rows", "bytes", "hash");
    }

    private static Fingerprint of(TableFingerprint... tables) {
        return new Fingerprint("UTF8", List.of(tables), LargeObjects.NONE, Optional.empty());
    }

    private static TableFingerprint table(String name, List<String> columns, long rows, long bytes, String hash) {
        return new TableFingerprint("shop", name, columns, rows, bytes, hash);
    }
}
