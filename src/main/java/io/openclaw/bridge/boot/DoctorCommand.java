package io.openclaw.bridge.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.doctor.Diagnosis;
import io.openclaw.bridge.doctor.Doctor;
import io.openclaw.bridge.intake.rest.admin.DoctorView;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Says why it does not work and what to do: whether the service runs or not, and even where it cannot start.
final class DoctorCommand implements Command {
    private static final String JSON = "--json";

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String arguments() {
        return "[" + JSON + "]";
    }

    @Override
    public String purpose() {
        return "what does not work, and what to do about it; fails if a line does";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        boolean json = arguments.equals(List.of(JSON));
        if (!json && !arguments.isEmpty()) {
            throw new UsageException("doctor takes " + JSON + " or nothing.");
        }
        Diagnosis found = examine();
        if (json) {
            out.println(json(found));
        } else {
            print(found, out);
        }
        return found.result() == Checkup.Result.FAIL ? FAILED : OK;
    }

    private static Diagnosis examine() {
        // Else Java prints a warning of four lines about Netty, which Quarkus keeps from the service in the same way.
        System.setProperty("io.netty.noUnsafe", "true");
        Vertx vertx = Vertx.vertx();
        try {
            return new Doctor(Examinations.alone(vertx, StandaloneSettings.read())).examine();
        } catch (IllegalArgumentException e) {
            return new Diagnosis(List.of(Examinations.unreadable(e)));
        } finally {
            vertx.close().onComplete(_ -> {});
        }
    }

    private static String json(Diagnosis found) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(DoctorView.of(found));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(Diagnosis found, PrintStream out) {
        int width = found.lines().stream()
                .mapToInt(line -> line.name().length())
                .max()
                .orElse(0);
        for (Checkup line : found.lines()) {
            out.printf(
                    Locale.ROOT,
                    "%-4s  %-" + width + "s  %s%n",
                    line.result().name().toLowerCase(Locale.ROOT),
                    line.name(),
                    line.text());
            if (line.nextStep() != null) {
                out.printf(Locale.ROOT, "      %" + width + "s  Next: %s%n", "", line.nextStep());
            }
        }
        out.printf(
                Locale.ROOT,
                "%d failed, %d to be warned of, %d ok.%n",
                count(found, Checkup.Result.FAIL),
                count(found, Checkup.Result.WARN),
                count(found, Checkup.Result.OK));
    }

    private static long count(Diagnosis found, Checkup.Result result) {
        return found.lines().stream().filter(line -> line.result() == result).count();
    }
}
