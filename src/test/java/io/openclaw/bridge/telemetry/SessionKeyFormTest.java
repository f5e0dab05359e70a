package io.openclaw.bridge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionKeyFormTest {
    private static final String KEY = "whatsapp:group:120363401780756402@g.us";

    @Test
    void whoeverHasTheKeyFindsItsLines() {
        // printf %s whatsapp:group:120363401780756402@g.us | sha256sum | cut -c1-12
        assertThat(SessionKeyForm.HASHED.of(KEY)).contains("ae56f06c33cc");
        assertThat(SessionKeyForm.PLAIN.of(KEY)).contains(KEY);
        assertThat(SessionKeyForm.NONE.of(KEY)).isEmpty();
    }

    @Test
    void whatTheGatewaySaysNamesNobodyEither() {
        String said = "chat 120363401780756402@G.US or 120363401780756402@g.us not found";
        assertThat(SessionKeyForm.HASHED.without(KEY, said)).doesNotContain("120363401780756402@g.us");
        assertThat(SessionKeyForm.NONE.without("agent:main:Anna.Berg", "no session agent:main:anna.berg"))
                .isEqualTo("no session agent:main:…");
        assertThat(SessionKeyForm.PLAIN.without(KEY, said)).isEqualTo(said);
        assertThat(SessionKeyForm.HASHED.without("telegram:dm:1", "code 11")).isEqualTo("code 11");
    }
}
