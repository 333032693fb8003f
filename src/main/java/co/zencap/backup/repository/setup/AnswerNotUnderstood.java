package co.zencap.backup.repository.setup;

import java.io.IOException;

/** A server answered with something else than what it was asked for: it does not know the question. */
final class AnswerNotUnderstood extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerNotUnderstood(String message) {
        super(message);
    }
}
