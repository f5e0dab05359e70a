package io.openclaw.bridge.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Where the jar begins: without arguments it is the service, with them one of the [Commands], which never starts the
/// service and so runs beside it.
@QuarkusMain
public final class Main {
    /// Says its version, before there is a log and in whatever form. Held, or the level would be forgotten.
    private static final Logger VALIDATOR = Logger.getLogger("org.hibernate.validator.internal.util.Version");

    Main() {} // Quarkus takes it for a bean

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            VALIDATOR.setLevel(Level.WARNING);
            Quarkus.run(null, RefusedStart::exit);
        } else {
            System.exit(new Commands().run(List.of(arguments), System.out, System.err));
        }
    }
}
