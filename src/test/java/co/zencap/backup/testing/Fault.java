package co.zencap.backup.testing;

import java.util.function.UnaryOperator;

/** What a {@link FaultyS3} does with a request that it was told to spoil. */
public sealed interface Fault {

    /** Answers an S3 error by itself; the server never sees the request. */
    record Status(int status, String code) implements Fault {}

    /** Resets the connection once the head of the request was read. */
    record Reset() implements Fault {}

    /** Reads the head and never answers. */
    record Hang() implements Fault {}

    /** Acknowledges a write with 200 and an ETag without passing it on. */
    record Swallow() implements Fault {}

    /** Passes the request on, and resets the connection instead of passing the answer back. */
    record LoseAnswer() implements Fault {}

    /** Passes back so many bytes of the answer's body, then closes. */
    record Truncate(int bytes) implements Fault {}

    /**
     * Keeps the body of a PUT and gives it back to a GET of the same target, as a server does that knows that setting of a
     * bucket; before the first PUT it answers 404 with this code.
     */
    record Keep(String absent) implements Fault {}

    /** Passes the answer back with this header in place of the server's own. */
    record Header(String name, String value) implements Fault {}

    /** Inverts the byte of the answer's body at this offset. */
    record Corrupt(int offset) implements Fault {}

    /** Passes the answer back with its body changed to another one that is as long. */
    record Rewrite(UnaryOperator<String> change) implements Fault {}

    /** Answers with this body and does not pass the request on. */
    record Answer(int status, String body) implements Fault {}
}
