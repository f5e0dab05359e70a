package io.openclaw.bridge.intake.rest;

/// Ends a request with a problem. Without a stack trace: it is an answer, not a fault, and rubbish
/// must be cheap to refuse.
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
