package io.openclaw.bridge.intake.rest.admin;

import io.openclaw.bridge.intake.rest.ProblemExamples;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;

/// The OpenAPI document as a whole: named by the pom, run in the build. It stands here and not with the door, since the
/// door does not know the operators' calls.
public final class ApiDescription implements OASFilter {
    private final ProblemExamples problems = new ProblemExamples();

    /// Called by the build.
    public ApiDescription() {
        AdminEndpoints.add();
    }

    @Override
    public Operation filterOperation(Operation operation) {
        return problems.filterOperation(operation);
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        problems.filterOpenAPI(document);
    }
}
