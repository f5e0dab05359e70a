package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Payloads as plain Java values.
class JsonTest {
    @Test
    void anObjectBecomesAMapOfPlainValuesInItsOrder() {
        Map<String, Object> map = Json.map(
                Frames.json(
                        "{\"z\":\"text\",\"i\":7,\"l\":1795188537903,\"d\":1.5,\"b\":true,\"n\":null,\"a\":[1,null,{\"x\":\"y\"}]}"));

        assertThat(map.keySet()).containsExactly("z", "i", "l", "d", "b", "n", "a");
        assertThat(map)
                .containsEntry("z", "text")
                .containsEntry("i", 7)
                .containsEntry("l", 1795188537903L)
                .containsEntry("d", 1.5)
                .containsEntry("b", true)
                .containsEntry("n", null)
                .containsEntry("a", Arrays.asList(1, null, Map.of("x", "y")));
    }

    @Test
    void anythingElseIsAValue() {
        assertThat(Json.map(Frames.json("[1,2]"))).isEqualTo(Map.of("value", List.of(1, 2)));
        assertThat(Json.map(Frames.json("\"x\""))).isEqualTo(Map.of("value", "x"));
        assertThat(Json.map(Frames.json("null"))).isEmpty();
        assertThat(Json.map(MissingNode.getInstance())).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void nobodyCanChangeWhatOthersGetToo() {
        Map<String, Object> map = Json.map(Frames.json("{\"o\":{\"x\":1},\"a\":[{\"x\":1}]}"));

        assertThatThrownBy(() -> map.put("y", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<String, Object>) map.get("o")).put("y", 1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<Object>) map.get("a")).add(1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() ->
                        ((List<Map<String, Object>>) map.get("a")).getFirst().put("y", 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
