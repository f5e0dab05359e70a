package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Session keys to lanes and targets.
interface RouteContract extends BridgeUnderContract {
    @Test
    default void aRouteNeedsNoConnection() {
        Route route = bridge().route(OutboundMessage.of(DM, "hello"));

        assertThat(route.delivery()).isEqualTo(DeliveryStyle.DIRECT);
        assertThat(route.channel()).isEqualTo("telegram");
        assertThat(route.target()).isEqualTo("12345");
    }

    /// `dm` and `direct` are one lane, the lane is lower-cased, the target is not (gateway contract 3.6).
    @ParameterizedTest
    @CsvSource({
        "telegram:dm:12345,                 agent:main:telegram:direct:12345,             12345,         ",
        "telegram:direct:12345,             agent:main:telegram:direct:12345,             12345,         ",
        "Telegram:DM:12345,                 agent:main:telegram:direct:12345,             12345,         ",
        "telegram:group:-1001,              agent:main:telegram:group:-1001,              -1001,         ",
        "telegram:group:-1001:topic:7,      agent:main:telegram:group:-1001:topic:7,      -1001,         7",
        "whatsapp:dm:18312950562,           agent:main:whatsapp:direct:+18312950562,      +18312950562,  ",
        "whatsapp:dm:+18312950562,          agent:main:whatsapp:direct:+18312950562,      +18312950562,  ",
        "whatsapp:group:1203@g.us,          agent:main:whatsapp:group:1203@g.us,          1203@g.us,     ",
        "slack:channel:C01234567,           agent:main:slack:channel:c01234567,           channel:C01234567, ",
        "slack:dm:U01,                      agent:main:slack:direct:u01,                  user:U01,      ",
        "slack:channel:C01:thread:171.5,    agent:main:slack:channel:c01:thread:171.5,    channel:C01,   171.5",
        "discord:channel:98,                agent:main:discord:channel:98,                channel:98,    ",
        "discord:dm:98,                     agent:main:discord:direct:98,                 user:98,       ",
    })
    default void aChatHasALaneAndATarget(String key, String lane, String target, @Nullable String thread) {
        Route route = bridge().route(OutboundMessage.of(key, "hello"));

        assertThat(route.sessionKey()).isEqualTo(lane);
        assertThat(route.target()).isEqualTo(target);
        assertThat(route.threadId()).isEqualTo(thread);
        assertThat(route.agentId()).isEqualTo("main");
        assertThat(route.accountId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"telegram:self:main", "telegram:guild:1", "slack:self:main", "slack:guild:1", "discord:self:main"
            })
    default void aTypeThatTheChannelLacksIsRefused(String key) {
        assertThatThrownBy(() -> bridge().route(OutboundMessage.of(key, "hello")))
                .isInstanceOf(InvalidSessionKeyException.class);
    }

    @Test
    default void theMessageMayNameAgentThreadAndAccount() {
        Route route = bridge().route(OutboundMessage.to("telegram:group:-1001:topic:7", "hello")
                .agentId("Ops")
                .threadId("8")
                .accountId("Second")
                .delivery(DeliveryStyle.AGENT)
                .build());

        assertThat(route)
                .isEqualTo(new Route(
                        DeliveryStyle.AGENT,
                        "agent:ops:telegram:group:-1001:topic:8",
                        "ops",
                        "telegram",
                        "-1001",
                        "8",
                        "Second"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a:b", "a b", "a\n"})
    default void idsThatWouldBendTheKeyAreRefused(String id) {
        OutboundMessage.Builder message = OutboundMessage.to(DM, "hello");

        assertThatThrownBy(() -> bridge().route(message.agentId(id).build()))
                .isInstanceOf(InvalidSessionKeyException.class);
        assertThatThrownBy(
                        () -> bridge().route(message.agentId(null).threadId(id).build()))
                .isInstanceOf(InvalidSessionKeyException.class);
    }

    @Test
    default void anAgentKeyBelongsToItsAgent() {
        OutboundMessage.Builder message = OutboundMessage.to("agent:main:orders", "hello");

        assertThat(bridge().route(message.agentId("MAIN").build()).agentId()).isEqualTo("main");
        assertThatThrownBy(() -> bridge().route(message.agentId("ops").build()))
                .isInstanceOf(InvalidSessionKeyException.class);
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
        OutboundMessage message = OutboundMessage.to("agent:main:orders", "hello")
                .delivery(DeliveryStyle.DIRECT)
                .build();

        assertThatThrownBy(() -> bridge().route(message)).isInstanceOf(InvalidSessionKeyException.class);
    }
}
