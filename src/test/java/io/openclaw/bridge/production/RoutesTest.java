package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.DeliveryStyle;
import io.openclaw.bridge.InvalidSessionKeyException;
import io.openclaw.bridge.OutboundMessage;
import io.openclaw.bridge.Route;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Session keys to targets and lanes: contract 3.6, "Recommended mapping", and its traps.
class RoutesTest {
    private static final Routes ROUTES = routes(null);

    private static Routes routes(@Nullable String agent) {
        return new Routes(agent, "main", "18312950562", Map.of("987654321", "555"), Set.of("Mattermost", " signal "));
    }

    private static Route route(String key) {
        return ROUTES.resolve(OutboundMessage.of(key, "hello"), null);
    }

    private static HelloOk hello(String sessionDefaults) {
        return HelloOk.parse(
                Frames.json("{\"protocol\":4,\"snapshot\":{\"sessionDefaults\":" + sessionDefaults + "}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "telegram:dm:12345                       | telegram   | 12345                   | - | telegram:direct:12345",
                "telegram:direct:12345                   | telegram   | 12345                   | - | telegram:direct:12345",
                "telegram:dm:@Ann                        | telegram   | @Ann                    | - | telegram:direct:@ann",
                "telegram:group:-1001234567890           | telegram   | -1001234567890          | - | telegram:group:-1001234567890",
                "telegram:group:-1001234567890:topic:7   | telegram   | -1001234567890          | 7 | telegram:group:-1001234567890:topic:7",
                "telegram:group:-1001234567890:thread:7  | telegram   | -1001234567890          | 7 | telegram:group:-1001234567890:topic:7",
                "whatsapp:dm:18312950562                 | whatsapp   | +18312950562            | - | whatsapp:direct:+18312950562",
                "whatsapp:direct:+18312950562            | whatsapp   | +18312950562            | - | whatsapp:direct:+18312950562",
                "whatsapp:group:120363401780756402@g.us  | whatsapp   | 120363401780756402@g.us | - | whatsapp:group:120363401780756402@g.us",
                "whatsapp:self:main                      | whatsapp   | +18312950562            | - | main",
                "slack:channel:C01234567                 | slack      | channel:C01234567       | - | slack:channel:c01234567",
                "slack:dm:U01234567                      | slack      | user:U01234567          | - | slack:direct:u01234567",
                "slack:channel:C01:thread:1700.55        | slack      | channel:C01             | 1700.55 | slack:channel:c01:thread:1700.55",
                "discord:channel:42                      | discord    | channel:42              | - | discord:channel:42",
                "discord:dm:7                            | discord    | user:7                  | - | discord:direct:7",
                "discord:guild:987654321                 | discord    | channel:555             | - | discord:channel:555",
                "mattermost:channel:ABC                  | mattermost | channel:ABC             | - | mattermost:channel:abc",
                "mattermost:dm:ABC                       | mattermost | user:ABC                | - | mattermost:direct:abc",
                "signal:dm:+4915                         | signal     | +4915                   | - | signal:direct:+4915",
                "Telegram:DM:12345                       | telegram   | 12345                   | - | telegram:direct:12345",
            })
    void aKeyHasItsTargetAndItsLane(String key, String channel, String target, @Nullable String thread, String lane) {
        assertThat(route(key))
                .isEqualTo(
                        new Route(DeliveryStyle.DIRECT, "agent:main:" + lane, "main", channel, target, thread, null));
    }

    @Test
    void dmAndDirectAndTheFullKeyShareOneLane() {
        assertThat(route("telegram:dm:1").sessionKey())
                .isEqualTo(route("telegram:direct:1").sessionKey())
                .isEqualTo(route("agent:main:telegram:direct:1").sessionKey());
    }

    @Test
    void theLaneDoesNotDependOnWhereTheServerStands() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(route("SIGNAL:DIRECT:I").sessionKey()).isEqualTo("agent:main:signal:direct:i");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Nested
    class Agents {
        @Test
        void anAgentKeyIsTakenVerbatimButForItsCase() {
            assertThat(route("agent:Main:Bridge:Orders"))
                    .isEqualTo(
                            new Route(DeliveryStyle.AGENT, "agent:main:bridge:orders", "main", null, null, null, null));
        }

        @Test
        void anAgentKeyHasNoChatForADirectText() {
            assertThatThrownBy(() -> ROUTES.resolve(
                            OutboundMessage.to("agent:main:main", "x")
                                    .delivery(DeliveryStyle.DIRECT)
                                    .build(),
                            null))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .hasMessageContaining("delivery agent");
        }

        @Test
        void anAgentKeyBelongsToItsAgentAndToNoOther() {
            OutboundMessage.Builder message = OutboundMessage.to("agent:main:main", "x");

            assertThat(ROUTES.resolve(message.agentId("MAIN").build(), null).agentId())
                    .isEqualTo("main");
            assertThatThrownBy(() -> ROUTES.resolve(message.agentId("ops").build(), null))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .hasMessageContaining("\"ops\"")
                    .hasMessageContaining("\"main\"");
        }

        @Test
        void aChatMayBeToldToItsAgent() {
            Route route = ROUTES.resolve(
                    OutboundMessage.to("telegram:dm:1", "x")
                            .delivery(DeliveryStyle.AGENT)
                            .build(),
                    null);

            assertThat(route.delivery()).isEqualTo(DeliveryStyle.AGENT);
            assertThat(route.target()).as("its reply is posted there").isEqualTo("1");
        }

        @Test
        void theMessagesAgentGoesBeforeTheConfiguredBeforeTheGateways() {
            HelloOk hello = hello("{\"defaultAgentId\":\"hello\"}");
            OutboundMessage plain = OutboundMessage.of("telegram:dm:1", "x");
            OutboundMessage explicit = plain.toBuilder().agentId("Explicit").build();

            assertThat(routes("Configured").resolve(explicit, hello).sessionKey())
                    .startsWith("agent:explicit:");
            assertThat(routes("Configured").resolve(plain, hello).sessionKey()).startsWith("agent:configured:");
            assertThat(routes(null).resolve(plain, hello).sessionKey()).startsWith("agent:hello:");
            assertThat(routes(null).resolve(plain, null).sessionKey()).startsWith("agent:main:");
            assertThat(new Routes(null, "ops", null, Map.of(), Set.of())
                            .resolve(plain, null)
                            .sessionKey())
                    .startsWith("agent:ops:");
        }

        @Test
        void whereTheGatewayDemandsAnAgentAndThereIsNoneTheMessageIsRefused() {
            HelloOk hello = hello("{\"defaultAgentId\":null,\"ownership\":\"explicit\",\"selectionRequired\":true}");
            OutboundMessage plain = OutboundMessage.of("telegram:dm:1", "x");

            assertThatThrownBy(() -> routes(null).resolve(plain, hello))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .hasMessageContaining("OPENCLAW_AGENT")
                    .hasMessageContaining("agentId");
            assertThat(routes("ops").resolve(plain, hello).agentId()).isEqualTo("ops");
            assertThat(routes(null)
                            .resolve(plain.toBuilder().agentId("ops").build(), hello)
                            .agentId())
                    .isEqualTo("ops");
        }

        @Test
        void anOlderGatewayThatSaysNothingHasTheUsualAgent() {
            assertThat(routes(null)
                            .resolve(
                                    OutboundMessage.of("telegram:dm:1", "x"),
                                    HelloOk.parse(Frames.json("{\"protocol\":3}")))
                            .agentId())
                    .isEqualTo("main");
        }
    }

    @Nested
    class Refusals {
        private static void refused(Routes routes, String key, String... remedy) {
            assertThatThrownBy(() -> routes.resolve(OutboundMessage.of(key, "hello"), null))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .message()
                    .contains(remedy);
        }

        @Test
        void whatsappsSelfNeedsTheNumber() {
            refused(new Routes(null, "main", null, Map.of(), Set.of()), "whatsapp:self:main", "OPENCLAW_WHATSAPP_SELF");
        }

        @Test
        void aDiscordServerNeedsAChannel() {
            refused(ROUTES, "discord:guild:111", "OPENCLAW_DISCORD_GUILD_111", "discord:channel:");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "telegram:self:1",
                    "telegram:guild:1",
                    "slack:self:1",
                    "slack:guild:1",
                    "whatsapp:guild:1",
                    "discord:self:1"
                })
        void aChannelHasNotEveryTypeOfChat(String key) {
            refused(ROUTES, key, "has no chats of type");
        }

        @Test
        void aChannelThatIsNotAllowedNamesTheSetting() {
            refused(ROUTES, "matrix:dm:1", "matrix", "OPENCLAW_CHANNELS");
        }
    }

    /// Ids become parts of a lane's name: none may smuggle in parts of its own.
    @Nested
    class Injection {
        private static final OutboundMessage PLAIN = OutboundMessage.of("telegram:group:-1", "x");

        @ParameterizedTest
        @ValueSource(strings = {"ops:main", "", " ", "a b", "a\tb", "a\nb", ":", "ops:telegram:direct:1"})
        void throughTheIds(String id) {
            assertThatThrownBy(
                            () -> ROUTES.resolve(PLAIN.toBuilder().agentId(id).build(), null))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .hasMessageContaining("agentId");
            assertThatThrownBy(
                            () -> ROUTES.resolve(PLAIN.toBuilder().threadId(id).build(), null))
                    .isInstanceOf(InvalidSessionKeyException.class)
                    .hasMessageContaining("threadId");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ops:main", " ", "a b"})
        void throughTheConfiguration(String id) {
            assertThatIllegalArgumentException().isThrownBy(() -> routes(id)).withMessageContaining("OPENCLAW_AGENT");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Routes(null, "main", id, Map.of(), Set.of()))
                    .withMessageContaining("OPENCLAW_WHATSAPP_SELF");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Routes(null, "main", null, Map.of("1", id), Set.of()))
                    .withMessageContaining("OPENCLAW_DISCORD_GUILD_1");
        }

        @Test
        void theMessagesThreadGoesBeforeTheKeys() {
            Route route = ROUTES.resolve(
                    OutboundMessage.to("telegram:group:-1:topic:7", "x")
                            .threadId("9")
                            .build(),
                    null);

            assertThat(route.threadId()).isEqualTo("9");
            assertThat(route.sessionKey()).isEqualTo("agent:main:telegram:group:-1:topic:9");
        }

        @Test
        void anAccountGoesAlong() {
            assertThat(ROUTES.resolve(PLAIN.toBuilder().accountId("second").build(), null)
                            .accountId())
                    .isEqualTo("second");
        }
    }
}
