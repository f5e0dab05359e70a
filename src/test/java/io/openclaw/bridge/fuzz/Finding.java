package io.openclaw.bridge.fuzz;

/// What must not be. Its message names the input, its seed and how it is made again.
public final class Finding extends AssertionError {
    private static final long serialVersionUID = 1L;

    public Finding(String what) {
        super(what);
    }
}
