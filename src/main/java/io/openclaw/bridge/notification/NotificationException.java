package io.openclaw.bridge.notification;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// What was asked for cannot be done, whatever the store's health. Without a stack trace: it is an answer, not a fault.
public abstract sealed class NotificationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotificationException(String message) {
        super(message, null, false, false);
    }

    /// What was handed in breaks the contract. Nothing was stored.
    public static final class Invalid extends NotificationException {
        private static final long serialVersionUID = 1L;
        private final transient List<Flaw> flaws;

        public Invalid(List<Flaw> flaws) {
            super(flaws.stream()
                    .map(flaw -> flaw.field() + " " + flaw.message())
                    .collect(Collectors.joining("; ")));
            this.flaws = List.copyOf(flaws);
        }

        public Invalid(String field, String message) {
            this(List.of(new Flaw(field, message)));
        }

        public List<Flaw> flaws() {
            return flaws;
        }
    }

    /// It would go where its caller may not send to. Nothing was stored.
    public static final class Forbidden extends NotificationException {
        private static final long serialVersionUID = 1L;

        public Forbidden() {
            super("its caller may not send to this session");
        }
    }

    /// There is no such notification.
    public static final class Missing extends NotificationException {
        private static final long serialVersionUID = 1L;

        public Missing(UUID id) {
            super("there is no notification " + id);
        }
    }

    /// Its present state does not allow it.
    public static final class WrongState extends NotificationException {
        private static final long serialVersionUID = 1L;
        private final transient Notification row;

        /// @param what as in `be cancelled`
        /// @param allowed from which states it is
        public WrongState(Notification row, String what, String allowed) {
            super("notification " + row.id() + " is " + row.state().word().wire() + " and cannot " + what
                    + "; only from " + allowed);
            this.row = row;
        }

        public Notification row() {
            return row;
        }
    }
}
