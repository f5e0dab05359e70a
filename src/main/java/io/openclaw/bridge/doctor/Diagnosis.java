package io.openclaw.bridge.doctor;

import io.openclaw.bridge.Checkup;
import java.util.Comparator;
import java.util.List;

/// Everything that was found.
///
/// @param lines in the order of the examinations
public record Diagnosis(List<Checkup> lines) {
    public Diagnosis {
        lines = List.copyOf(lines);
    }

    /// The worst line's; ok where there is none.
    public Checkup.Result result() {
        return lines.stream()
                .map(Checkup::result)
                .max(Comparator.naturalOrder())
                .orElse(Checkup.Result.OK);
    }
}
