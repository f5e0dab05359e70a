package io.openclaw.bridge.boot;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/// Where the jar begins: without arguments it is the service, with them one of the [Commands], which never starts the
/// service and so runs beside it.
@QuarkusMain
public final class Main {
    Main() {} // Quarkus takes it for a bean

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            System.exit(new Commands().run(List.of(arguments), System.out, System.err));
        }
    }
}
