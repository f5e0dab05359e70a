package io.openclaw.bridge.boot;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/// Prints what this is.
final class VersionCommand implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "which version of the bridge and of Java this is";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        if (!arguments.isEmpty()) {
            throw new UsageException("version takes no arguments.");
        }
        out.println("OpenClaw Bridge " + ofThisJar() + ", Java " + Runtime.version());
        return OK;
    }

    /// As the jar's manifest has it; `dev` outside of a jar.
    static String ofThisJar() {
        return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
