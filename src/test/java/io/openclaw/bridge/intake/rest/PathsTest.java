package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    telegram:dm:12345,              telegram:dm:12345
                    telegram%3Adm%3a12345,          telegram:dm:12345
                    whatsapp:dm:+183,               whatsapp:dm:+183
                    whatsapp:dm:%2B183,             whatsapp:dm:+183
                    slack:channel:a%2Fb%25,         slack:channel:a/b%
                    matrix:dm:%C3%A9%F0%9F%98%80,   matrix:dm:é😀
                    """)
    void sessionKeysAreDecoded(String encoded, String key) {
        assertThat(SessionKeyParameter.decode(encoded)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:b:%",
                "a:b:%4",
                "a:b:%zz",
                "a:b:%+1",
                "a:b:%C3",
                "a:b:%C3%28",
                "a:b:%ED%A0%80",
                "a:b:%FF",
                "a:b:%C0%AF"
            })
    void brokenEscapesDoNotNameAnotherSession(String encoded) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> SessionKeyParameter.decode(encoded));

        assertThat(refusal.problem().violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("sessionKey");
            assertThat(violation.in()).isEqualTo(Violation.In.PATH);
        });
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    /api/v1/status,    /api/v1/status
                    /a%20b,            /a%20b
                    /%zz,              /%25zz
                    /%,                /%25
                    /a b"<>\\^`{|},    /a%20b%22%3C%3E%5C%5E%60%7B%7C%7D
                    /é,                /%E9
                    """)
    void theInstanceIsAlwaysAUriReference(String path, String instance) {
        assertThat(RequestTarget.instance(path)).isEqualTo(instance);
        assertThat(URI.create(instance)).isNotNull();
    }

    @Test
    void aPathThatIsTooLongIsNotEchoed() {
        assertThat(RequestTarget.instance("/" + "x".repeat(5_000))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /api/v1/status                            | GET, HEAD, OPTIONS
                    //api/v1//status/                         | GET, HEAD, OPTIONS
                    /api/v1/sessions/telegram:dm:1/messages   | OPTIONS, POST
                    /api/v1/sessions/a%2Fb:c:d/messages       | OPTIONS, POST
                    /api/v1/sessions/a/b/messages             | OPTIONS
                    """)
    void allowNamesTheMethodsOfThePath(String path, String allow) {
        assertThat(Endpoints.allow(path)).isEqualTo(allow);
    }

    @Test
    void aPathHasTheLabelOfItsTemplate() {
        assertThat(Endpoints.template("//api/v1/sessions/telegram:dm:1/messages/"))
                .contains("/api/v1/sessions/{sessionKey}/messages");
        assertThat(Endpoints.template("/api/v1/sessions/{sessionKey}/messages"))
                .contains("/api/v1/sessions/{sessionKey}/messages");
        assertThat(Endpoints.template("/api/v1/sessions/1")).isEmpty();
    }
}
