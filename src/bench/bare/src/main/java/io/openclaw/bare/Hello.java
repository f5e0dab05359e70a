package io.openclaw.bare;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/// The one endpoint: an answer as JSON, as every answer of the bridge is.
@Path("/api/v1/status")
public final class Hello {
    /// @param mode a constant
    public record Answer(String mode) {}

    @GET
    public Answer status() {
        return new Answer("bare");
    }
}
