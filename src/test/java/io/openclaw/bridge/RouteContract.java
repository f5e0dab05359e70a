package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Session keys to lanes and targets.
interface RouteContract extends BridgeUnderContract {
    @Test
    default void aRouteNeedsNoConnection() {
        Route route = bridge().route(OutboundMessage.of(DM, "hello"));

        assertThat(route.delivery()).isEqualTo(DeliveryStyle.DIRECT);
        assertThat(route.channel()).isEqualTo("telegram");
        assertThat(route.target()).isEqualTo("12345");
    }

    @Test
    default void dmAndDirectAreOneLane() {
        assertThat(bridge().route(OutboundMessage.of("telegram:direct:12345", "hello")).sessionKey())
                .isEqualTo(bridge().route(OutboundMessage.of(DM, "hello")).sessionKey())
                .isEqualTo("agent:main:telegram:direct:12345");
    }

    @Test
    default void theLaneIsLowerCasedAndTheTargetIsNot() {
        Route route = bridge().route(OutboundMessage.of("slack:channel:C01234567", "hello"));

        assertThat(route.sessionKey()).isEqualTo("agent:main:slack:channel:c01234567");
        assertThat(route.target()).contains("C01234567");
    }

    @Test
    default void aTopicIsALaneOfItsOwn() {
        Route route = bridge().route(OutboundMessage.of("telegram:group:-1001:topic:7", "hello"));

        assertThat(route.sessionKey()).isEqualTo("agent:main:telegram:group:-1001:topic:7");
        assertThat(route.target()).isEqualTo("-1001");
        assertThat(route.threadId()).isEqualTo("7");
    }

    @Test
    default void anAgentKeyIsATurnThatIsPostedNowhere() {
        Route route = bridge().route(OutboundMessage.of("agent:main:orders", "hello"));

        assertThat(route.delivery()).isEqualTo(DeliveryStyle.AGENT);
        assertThat(route.sessionKey()).isEqualTo("agent:main:orders");
        assertThat(route.agentId()).isEqualTo("main");
        assertThat(route.channel()).isNull();
        assertThat(route.target()).isNull();
    }

    @Test
    default void anAgentKeyHasNoChatForADirectMessage() {
        OutboundMessage message =
                OutboundMessage.to("agent:main:orders", "hello").delivery(DeliveryStyle.DIRECT).build();

        assertThatThrownBy(() -> bridge().route(message)).isInstanceOf(InvalidSessionKeyException.class);
    }
}
