package io.openclaw.bridge.realgateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// Integration tests of the packaged service and a real gateway: they run in the Maven profile `real-gateway` only. A
/// constructor may ask for what all of them share, a [GatewayWorld] and a [BridgeProcess] connected to it through the
/// recorder ([SharedWorld]).
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("real-gateway")
@ExtendWith(SharedWorld.class)
@interface AgainstRealGateway {}
