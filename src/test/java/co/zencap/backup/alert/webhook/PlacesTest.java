package co.zencap.backup.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(Map.of(
            "title", TextNode.valueOf("a ${secret} & \"b\"/?x=1"),
            "secret", TextNode.valueOf("s3cret"),
            "colour", IntNode.valueOf(255),
            "smile", TextNode.valueOf("ab😀cd")));

    @Test
    void whatFillsAPlaceIsNotFilledItself() {
        assertThat(places.fill("<${title}>")).isEqualTo("<a ${secret} & \"b\"/?x=1>");
    }

    @Test
    void inAnAddressItStaysOnePart() {
        assertThat(places.fillPath("/x/${title}?y=1"))
                .isEqualTo("/x/a%20%24%7Bsecret%7D%20%26%20%22b%22%2F%3Fx%3D1?y=1");
    }

    @Test
    void aNumberStaysOneWhereItIsAlone() {
        var document = JsonNodeFactory.instance.objectNode();
        document.put("color", "${colour}").put("text", "is ${colour}").put("count", 3);

        assertThat(places.fill(document)).hasToString("{\"color\":255,\"text\":\"is 255\",\"count\":3}");
    }

    @Test
    void whatIsTooLongIsCutWithoutHalvingACharacter() {
        assertThat(places.fill("${smile:6}")).isEqualTo("ab😀cd");
        assertThat(places.fill("${smile:5}")).isEqualTo("ab😀…");
        assertThat(places.fill("${smile:4}")).isEqualTo("ab…");
        assertThat(places.fill("${smile:1}")).isEqualTo("…");
        assertThat(places.fill("${smile:0}")).isEmpty();
    }

    @Test
    void whatNothingFillsIsSaid() {
        assertThatThrownBy(() -> places.fill("${nothing}")).hasMessageContaining("${nothing}");
    }
}
