package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An error answer, RFC 9457.
///
/// @param type what kind of problem it is, as a URI; `about:blank` where the status says it all
/// @param title the kind, for people; the same for every problem of a type
/// @param detail this occurrence, for people
/// @param instance path of the request
/// @param violations what is wrong with the request; empty for other kinds
/// @param members further members, such as `code` and `outcome`
/// @param headers of the answer, such as `Retry-After`
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(
        description =
                "Every error, RFC 9457. More members than these may be there; clients ignore the ones that they do not know.",
        additionalProperties = Schema.True.class,
        requiredProperties = {"type", "title", "status", "detail"})
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String instance,
        List<Violation> violations,
        @JsonAnyGetter @Schema(hidden = true) Map<String, Object> members,
        @JsonIgnore @Schema(hidden = true) Map<String, String> headers) {

    public static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPES = "urn:openclaw-bridge:problem:";

    /// A problem that its HTTP status describes.
    public static Problem http(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, null, List.of(), Map.of(), Map.of());
    }

    /// A problem of our own kind.
    public static Problem typed(String slug, String title, int status, String detail, Map<String, Object> members) {
        return new Problem(TYPES + slug, title, status, detail, null, List.of(), members, Map.of());
    }

    /// A request that breaks the contract.
    static Problem validation(String detail, List<Violation> violations) {
        return new Problem(
                TYPES + "validation",
                "The request is not valid",
                400,
                detail,
                null,
                List.copyOf(violations),
                Map.of(),
                Map.of());
    }

    public Problem withHeaders(Map<String, String> more) {
        return new Problem(type, title, status, detail, instance, violations, members, more);
    }

    Problem withMembers(Map<String, Object> more) {
        return new Problem(type, title, status, detail, instance, violations, more, headers);
    }

    Problem withInstance(@Nullable String path) {
        return new Problem(type, title, status, detail, path, violations, members, headers);
    }
}
