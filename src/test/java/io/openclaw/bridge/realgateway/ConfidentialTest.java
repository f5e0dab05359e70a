package io.openclaw.bridge.realgateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfidentialTest {

    private final Confidential confidential = new Confidential();

    @Test
    void aTokenIsFoundWhereverItStands() {
        confidential.token("s3cret");

        assertThat(confidential.leaksIn("connecting with auth.token=s3cret, attempt 1"))
                .containsExactly("s3cret");
    }

    @Test
    void everyTellingLineOfATextIsFoundByItself() {
        confidential.text("ok\n  at com.acme.Billing.charge(Billing.java:7)\nPatient Smith, room 12");

        assertThat(confidential.leaksIn("ok: DEBUG body at com.acme.Billing.charge(Billing.java:7)"))
                .containsExactly("at com.acme.Billing.charge(Billing.java:7)");
        assertThat(confidential.leaksIn("{\"message\":\"Patient Smith, room 12\"}"))
                .containsExactly("Patient Smith, room 12");
    }

    @Test
    void whatWasSaidNowhereIsNotFound() {
        confidential.text("ok\nPatient Smith, room 12");

        assertThat(confidential.leaksIn("ok, all is well in room 12")).isEmpty();
    }
}
