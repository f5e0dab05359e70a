package io.openclaw.bridge.realgateway;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/// A gateway with all it talks to: the model and the platform behind it, the recorder in front of it.
public record GatewayWorld(StubModel model, StubTelegram telegram, RealGateway gateway, FrameRecorder recorder)
        implements AutoCloseable {

    public static GatewayWorld start() {
        return start(UnaryOperator.identity());
    }

    public static GatewayWorld start(UnaryOperator<GatewayOptions> setup) {
        GatewayInstall install = GatewayInstall.ready();
        FrameSchemas schemas = FrameSchemas.read(install.schema());
        StubModel model = new StubModel();
        StubTelegram telegram = new StubTelegram();
        try {
            RealGateway gateway = RealGateway.start(install, setup.apply(GatewayOptions.with(telegram, model)));
            return new GatewayWorld(model, telegram, gateway, new FrameRecorder(gateway.uri(), schemas));
        } catch (RuntimeException e) {
            telegram.close();
            model.close();
            throw e;
        }
    }

    /// Until the model is asked for a turn about this.
    public void awaitPrompt(String part) {
        Awaitility.await("a turn about " + part)
                .atMost(Duration.ofMinutes(2))
                .until(() -> model.prompts().stream().anyMatch(prompt -> prompt.contains(part)));
    }

    /// Between tests: as if nothing had been sent. The gateway itself remembers.
    public void forget() {
        telegram.start();
        telegram.forget();
        recorder.release();
        recorder.forget();
    }

    @Override
    public void close() {
        recorder.close();
        gateway.close();
        telegram.close();
        model.close();
    }
}
