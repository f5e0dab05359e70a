package io.openclaw.bridge.intake.rest.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.doctor.Diagnosis;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A [Diagnosis] on the wire; the command `doctor --json` prints the same.
@Schema(
        name = "Diagnosis",
        description = "What the doctor found.",
        requiredProperties = {"result", "lines"})
public record DoctorView(
        @Schema(
                enumeration = {"ok", "warn", "fail"},
                description = "The worst line's.")
        String result,

        List<Line> lines) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "Checkup",
            requiredProperties = {"name", "result", "text"})
    public record Line(
            @Schema(description = "What was looked at.", examples = "gateway.token")
            String name,

            @Schema(enumeration = {"ok", "warn", "fail"}) String result,

            @Schema(description = "What was found.") String text,

            @Schema(description = "What to do about it. Absent where nothing is to be done.") @Nullable
            String nextStep) {}

    public static DoctorView of(Diagnosis diagnosis) {
        return new DoctorView(
                word(diagnosis.result()),
                diagnosis.lines().stream()
                        .map(line -> new Line(line.name(), word(line.result()), line.text(), line.nextStep()))
                        .toList());
    }

    private static String word(Checkup.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
