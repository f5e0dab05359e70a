package io.openclaw.bridge.boot;

import java.io.PrintStream;
import java.util.List;

/// Something that the jar does instead of being the service: `java -jar quarkus-run.jar <name> …`. It runs before
/// anything of Quarkus has started: no beans, no ports, no lock on the data directory; settings come from
/// [StandaloneSettings].
interface Command {
    /// Exit codes.
    int OK = 0;

    int FAILED = 1;
    int USAGE = 2;

    String name();

    /// What may follow the name, as usage shows it; empty for nothing.
    String arguments();

    /// One line for the usage.
    String purpose();

    /// @param arguments what followed the name
    /// @param out for people; what is wrong goes there too
    /// @return the exit code
    /// @throws UsageException where the arguments are not what [#arguments()] says
    /// @throws IllegalArgumentException where a setting is wrong, with a sentence for people and without a secret; so do
    ///     other unchecked exceptions whose message is such a sentence
    int run(List<String> arguments, PrintStream out);

    /// The arguments are wrong.
    final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsageException(String sentence) {
            super(sentence);
        }
    }
}
