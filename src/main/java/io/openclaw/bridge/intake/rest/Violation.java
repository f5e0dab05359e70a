package io.openclaw.bridge.intake.rest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// One thing that is wrong with a request.
///
/// @param field the property, parameter or header; nested ones with dots (`metadata.build.number`)
/// @param message what is wrong and what would be right; never repeats the value
/// @param in where the field stands
@Schema(description = "One thing that is wrong with the request.")
public record Violation(
        @Schema(description = "Property, parameter or header; nested ones with dots.", examples = "metadata.build")
        String field,

        @Schema(description = "What is wrong, and what would be right.", examples = "must not be blank")
        String message,

        @Schema(
                implementation = String.class,
                enumeration = {"body", "path", "query", "header"},
                description = "Where the field stands.")
        In in) {

    /// Parts of a request.
    public enum In {
        BODY,
        PATH,
        QUERY,
        HEADER;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
