package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Answer.Reply;
import io.openclaw.bridge.fakegateway.Handshake.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lets a connection in, or shows it out: the handshake's verdict, and the faults that overrule it.
record Reception(World world, Boot boot, Connection connection) {

    void receive(Request request, String nonce, Reply reply) {
        switch (verdict(request, nonce)) {
            case Verdict.Refused refused -> {
                reply.send(Answer.failed(refused.error()));
                connection.close(refused.closeCode(), refused.closeReason());
            }
            case Verdict.Admitted admitted -> {
                long delay = connection.faults.stream()
                        .mapToLong(fault -> fault instanceof Fault.SlowHandshake slow
                                ? slow.delay().toMillis()
                                : 0)
                        .sum();
                if (delay == 0) {
                    admit(admitted, reply);
                } else {
                    boot.after(delay, () -> admit(admitted, reply));
                }
            }
        }
    }

    private void admit(Verdict.Admitted admitted, Reply reply) {
        connection.admit(admitted);
        reply.send(Answer.ok(Hello.ok(boot.id, connection, admitted, world.options(), world.time())));
        world.turn().touch();
    }

    private Verdict verdict(Request request, String nonce) {
        if (!request.method().equals("connect")) {
            return new Verdict.Refused(GatewayError.invalid("invalid handshake: first request must be connect"));
        }
        Verdict scripted = scripted();
        if (scripted != null) {
            return scripted;
        }
        if (connection.origin != null && !connection.ownOrigin) {
            return new Verdict.Refused(GatewayError.invalid("origin not allowed (open the Control UI from the gateway "
                            + "host or allow it in gateway.controlUi.allowedOrigins)")
                    .withDetails(Map.of("code", "CONTROL_UI_ORIGIN_NOT_ALLOWED", "reason", "origin not allowed")));
        }
        Verdict verdict = Handshake.judge(
                request.params().isMissingNode() ? null : request.params(),
                connection.protocol,
                nonce,
                world.options(),
                world.devices(),
                world.time());
        // Even a page of the gateway itself gets in without any scope.
        return verdict instanceof Verdict.Admitted admitted && connection.ownOrigin
                ? new Verdict.Admitted(admitted.method(), List.of(), admitted.deviceId(), admitted.paired())
                : verdict;
    }

    private @Nullable Verdict scripted() {
        for (Fault.OnConnection fault : connection.faults) {
            if (fault instanceof Fault.RefuseConnect refuse) {
                return new Verdict.Refused(refuse.error(), refuse.closeCode(), refuse.closeReason());
            }
            if (fault instanceof Fault.StartupSidecars) {
                return new Verdict.Refused(GatewayError.starting(), 1013, "gateway starting");
            }
        }
        return null;
    }
}
