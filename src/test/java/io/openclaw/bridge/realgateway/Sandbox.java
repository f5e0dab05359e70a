package io.openclaw.bridge.realgateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CountDownLatch;

/// The real thing for people: a gateway, a model and a Telegram that need no account and no internet. Runs until it
/// is interrupted and leaves nothing behind.
public final class Sandbox {

    private static final int GATEWAY_PORT = 18799;
    private static final int TELEGRAM_PORT = 18798;

    private Sandbox() {}

    public static void main(String[] arguments) throws InterruptedException {
        say("Looking for openclaw %s (the first time this fetches about 850 MB from npm) …", GatewayInstall.OPENCLAW);
        GatewayInstall install = GatewayInstall.ready();
        StubModel model = new StubModel();
        StubTelegram telegram = new StubTelegram(wanted(TELEGRAM_PORT));
        say("Starting the gateway, 10 to 30 seconds …");
        RealGateway gateway =
                RealGateway.start(install, GatewayOptions.with(telegram, model).port(wanted(GATEWAY_PORT)));
        say(howTo(gateway, telegram));
        // The end of this JVM ends it all: the gateway sees to that itself.
        new CountDownLatch(1).await();
    }

    private static String howTo(RealGateway gateway, StubTelegram telegram) {
        return """

                The sandbox is ready. Ctrl-C stops and removes it.

                1. What arrives in Telegram is shown here:
                     %s/

                2. In a second terminal, point the bridge at it and start it:
                     export OPENCLAW_MODE=real
                     export OPENCLAW_GATEWAY_URL=%s
                     export OPENCLAW_GATEWAY_TOKEN=%s
                     ./mvnw quarkus:dev

                3. In a third, send a message, or ask the agent and have its reply delivered:
                     curl -sS localhost:8080/api/v1/sessions/telegram:dm:42/messages \\
                       -H 'Content-Type: application/json' -d '{"message":"Deploy finished"}'
                     curl -sS localhost:8080/api/v1/sessions/telegram:dm:42/messages \\
                       -H 'Content-Type: application/json' -d '{"message":"How are you?","delivery":"agent"}'

                Things that go wrong on request: chat 404404 does not exist, chat 403403 has blocked the bot; a message
                with TG429, TG500, TGSLOW or TGHANGUP in it meets that fault. Asking the agent: SLEEP=3000, FAIL500, NOREPLY.
                """.formatted(telegram.uri(), gateway.uri(), gateway.token());
    }

    /// The same address every time, so that what was exported stays right; another one when it is taken.
    private static int wanted(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException taken) {
            return FreePort.next();
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String text, Object... details) {
        System.out.println(details.length == 0 ? text : text.formatted(details));
    }
}
