package io.openclaw.bridge.intake.rest;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The problems of HTTP itself. One wording for each status, wherever in the stack it was found;
/// what the stack has to say (class names, media types of the framework, pieces of the request)
/// stays inside.
final class HttpProblems {
    private static final Map<Integer, String[]> WORDING = Map.ofEntries(
            entry(
                    400,
                    "Bad Request",
                    "The request is not understood as HTTP for this API: check its path, query, headers and encoding."),
            entry(401, "Unauthorized", "This call needs credentials."),
            entry(403, "Forbidden", "The credentials do not allow this call."),
            entry(
                    404,
                    "Not Found",
                    "There is nothing under this path. The API is described at /q/openapi and /q/swagger-ui."),
            entry(405, "Method Not Allowed", "This path does not know the method; see the Allow header."),
            entry(
                    406,
                    "Not Acceptable",
                    "Answers are application/json, errors application/problem+json; accept one of them, or */*."),
            entry(408, "Request Timeout", "The request did not arrive completely in time."),
            entry(413, "Content Too Large", "The request's body is too large."),
            entry(414, "URI Too Long", "The request's path and query are too long."),
            entry(
                    415,
                    "Unsupported Media Type",
                    "Send the body as Content-Type: application/json, in UTF-8, without Content-Encoding."),
            entry(417, "Expectation Failed", "The only expectation that is met is 100-continue."),
            entry(431, "Request Header Fields Too Large", "The request's headers are too large."),
            entry(501, "Not Implemented", "This method is not implemented."),
            entry(503, "Service Unavailable", "The service cannot take this request now; repeat it in a moment."));

    private HttpProblems() {}

    private static Map.Entry<Integer, String[]> entry(int status, String title, String detail) {
        return Map.entry(status, new String[] {title, detail});
    }

    static Problem of(int status) {
        String[] wording = WORDING.get(status);
        if (wording != null) {
            return Problem.http(status, wording[0], wording[1]);
        }
        return status >= 400 && status < 500
                ? Problem.http(status, "Request Refused", "The request is refused with status " + status + ".")
                : Problem.http(status, "Server Error", "The service could not answer this request.");
    }

    static Problem methodNotAllowed(String allow) {
        return of(405).withHeaders(Map.of("Allow", allow));
    }

    static Problem bodyTooLarge(long limit) {
        return Problem.http(413, "Content Too Large", "The request's body is larger than " + limit + " bytes.");
    }

    /// A fault of ours. The id is in the log beside the stack trace, and nothing else of it leaves
    /// the house.
    static Problem unexpected(String errorId) {
        return Problem.typed(
                "unexpected",
                "Unexpected error",
                500,
                "Something went wrong inside the bridge. Its log has the reason under this errorId. Whether a message was sent is not known.",
                Map.of("errorId", errorId));
    }

    static String newErrorId() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 45), 36);
    }
}
