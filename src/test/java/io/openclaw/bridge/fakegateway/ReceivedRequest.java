package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// A request frame that reached the gateway, whatever became of it.
///
/// @param connection number of the connection, from 1, across boots
public record ReceivedRequest(
        int connection,
        String id,
        String method,
        JsonNode params,
        @Nullable String traceparent,
        long at) {}
