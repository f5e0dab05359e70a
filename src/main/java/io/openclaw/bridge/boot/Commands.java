package io.openclaw.bridge.boot;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/// What the jar can do besides being the service.
final class Commands {
    private static final String JAR = "java -jar quarkus-run.jar";

    private final List<Command> commands;

    Commands() {
        this(List.of(new DoctorCommand(), new MoveCommand(), new VersionCommand()));
    }

    Commands(List<Command> commands) {
        this.commands = List.copyOf(commands);
    }

    /// Runs the command that the first argument names.
    ///
    /// @param arguments at least one
    /// @return the exit code: 0 done, 1 failed, 2 not understood
    int run(List<String> arguments, PrintStream out, PrintStream err) {
        String name = arguments.getFirst();
        if (List.of("help", "--help", "-h").contains(name)) {
            out.println(usage());
            return Command.OK;
        }
        String wanted = name.equals("--version") ? "version" : name;
        for (Command command : commands) {
            if (command.name().equals(wanted)) {
                return run(command, arguments.subList(1, arguments.size()), out, err);
            }
        }
        err.println("There is no command \"" + name + "\".");
        err.println(usage());
        return Command.USAGE;
    }

    private static int run(Command command, List<String> arguments, PrintStream out, PrintStream err) {
        try {
            return command.run(arguments, out);
        } catch (Command.UsageException e) {
            err.println(e.getMessage());
            err.println("Usage: " + JAR + " " + line(command));
            return Command.USAGE;
        } catch (RuntimeException e) {
            err.println(command.name() + " failed: "
                    + (e.getMessage() == null ? e.getClass().getName() : e.getMessage()));
            return Command.FAILED;
        }
    }

    private String usage() {
        String lines = commands.stream()
                .map(command -> "  %-24s %s%n".formatted(line(command), command.purpose()))
                .collect(Collectors.joining());
        return """
                Usage: %1$s              the service; stop it with Ctrl-C or SIGTERM
                       %1$s <command>    beside a running service, with the same settings

                %2$s  %3$-24s this text
                Exit code: 0 done, 1 failed, 2 not understood.""".formatted(JAR, lines, "help");
    }

    private static String line(Command command) {
        return command.arguments().isEmpty() ? command.name() : command.name() + " " + command.arguments();
    }
}
