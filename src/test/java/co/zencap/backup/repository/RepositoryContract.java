package co.zencap.backup.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every repository promises; a test class for each of them names how it is made. */
public abstract class RepositoryContract {

    /** An empty repository. */
    protected abstract Repository repository();

    @Test
    void anObjectIsReadAsItWasStored() throws IOException {
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);

        assertThat(repository().putIfAbsent("shop/b1/manifest.json", content)).isTrue();

        assertThat(read("shop/b1/manifest.json")).isEqualTo(content);
        assertThat(repository().size("shop/b1/manifest.json")).isEqualTo(content.length);
    }

    @Test
    void anEmptyObjectIsAnObject() throws IOException {
        assertThat(repository().putIfAbsent("shop/b1/empty", new byte[0])).isTrue();

        assertThat(read("shop/b1/empty")).isEmpty();
        assertThat(repository().size("shop/b1/empty")).isZero();
    }

    @Test
    void whatIsThereIsNotOverwritten() throws IOException {
        repository().putIfAbsent("shop/b1/manifest.json", "first".getBytes(UTF_8));

        assertThat(repository().putIfAbsent("shop/b1/manifest.json", "second".getBytes(UTF_8)))
                .isFalse();

        assertThat(read("shop/b1/manifest.json")).asString().isEqualTo("first");
    }

    @Test
    void replacingTakesTheNewContentWhole() throws IOException {
        repository().replace("shop/b1/key.json", "a rather long first content".getBytes(UTF_8));
        repository().replace("shop/b1/key.json", "short".getBytes(UTF_8));

        assertThat(read("shop/b1/key.json")).asString().isEqualTo("short");
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        assertThatThrownBy(() -> repository().open("shop/none/manifest.json"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("shop/none/manifest.json");
        assertThatThrownBy(() -> repository().size("shop/none/manifest.json")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDeletedObjectIsGoneAndMayBeDeletedAgain() throws IOException {
        repository().putIfAbsent("shop/b1/manifest.json", "x".getBytes(UTF_8));

        repository().delete("shop/b1/manifest.json");
        repository().delete("shop/b1/manifest.json");

        assertThatThrownBy(() -> repository().open("shop/b1/manifest.json")).isInstanceOf(NoSuchFileException.class);
        assertThat(keys("")).isEmpty();
        assertThat(repository().putIfAbsent("shop/b1/manifest.json", "y".getBytes(UTF_8)))
                .isTrue();
    }

    @Test
    void anErasedObjectIsGoneAndMayBeErasedAgain() throws IOException {
        repository().putIfAbsent("shop/b9/key.json", new byte[] {1});
        repository().replace("shop/b9/key.json", new byte[] {2});
        repository().putIfAbsent("shop/b9/key.json2", new byte[] {3});

        repository().erase("shop/b9/key.json");
        repository().erase("shop/b9/key.json");

        assertThatThrownBy(() -> repository().size("shop/b9/key.json")).isInstanceOf(NoSuchFileException.class);
        assertThat(repository().size("shop/b9/key.json2")).isEqualTo(1);
    }

    @Test
    void listingIsByPrefixAndInKeyOrder() throws IOException {
        for (String key : List.of("shop/b2/manifest.json", "shop/b1/z", "shop/b1/a", "shopping/b1/a", "crm/b1/a")) {
            repository().putIfAbsent(key, key.getBytes(UTF_8));
        }

        assertThat(keys("shop/")).containsExactly("shop/b1/a", "shop/b1/z", "shop/b2/manifest.json");
        assertThat(keys("shop")).contains("shopping/b1/a").hasSize(4);
        assertThat(keys("shop/b1/z")).containsExactly("shop/b1/z");
        assertThat(keys("")).hasSize(5).startsWith("crm/b1/a");
        assertThat(keys("nothing/")).isEmpty();
    }

    @Test
    void listingTellsSizeAndTime() throws IOException {
        Instant before = Instant.now();
        repository().putIfAbsent("shop/b1/a", new byte[1234]);

        try (Stream<StoredObject> objects = repository().list("shop/")) {
            assertThat(objects).singleElement().satisfies(object -> {
                assertThat(object.size()).isEqualTo(1234);
                assertThat(object.lastModified())
                        .isBetween(before.minus(Duration.ofSeconds(2)), before.plus(Duration.ofMinutes(1)));
            });
        }
    }

    @Test
    void aStreamMayBeClosedEarly() throws IOException {
        repository().putIfAbsent("shop/b1/a", new byte[2_000_000]);

        try (InputStream in = repository().open("shop/b1/a")) {
            assertThat(in.readNBytes(10)).hasSize(10);
        }

        assertThat(read("shop/b1/a")).hasSize(2_000_000);
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = repository().open(key)) {
            return in.readAllBytes();
        }
    }

    private List<String> keys(String prefix) throws IOException {
        try (Stream<StoredObject> objects = repository().list(prefix)) {
            return objects.map(StoredObject::key).toList();
        }
    }
}
