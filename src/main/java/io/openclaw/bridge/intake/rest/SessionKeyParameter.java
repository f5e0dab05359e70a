package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// The session key in the path. Decoded here, strictly: the framework's decoder fails with a 500,
/// or turns broken UTF-8 into question marks, which would name another session.
final class SessionKeyParameter {
    private static final String NAME = "sessionKey";

    private SessionKeyParameter() {}

    /// @throws ProblemException (400) for an escape that is none, or for bytes that are not UTF-8
    static String decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
            if (low < 0) {
                throw Violations.of(
                        NAME, "has a % that does not start an escape; write a percent sign as %25", In.PATH);
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Violations.of(NAME, "has escapes that are not UTF-8", In.PATH);
        }
    }
}
