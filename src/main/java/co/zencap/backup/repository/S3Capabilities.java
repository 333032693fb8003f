package co.zencap.backup.repository;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a server was seen to do when it was asked ({@link S3Probe}); not what its maker says.
 *
 * @param writeMode how bodies are sent to it: the strongest that it stored byte for byte
 * @param multipartChecksum how it sums up a multipart upload
 * @param answers by question, in a fixed order, for {@code status}
 */
public record S3Capabilities(WriteMode writeMode, MultipartChecksum multipartChecksum, Map<Question, Answer> answers) {

    /** How a request's body is sent. */
    public enum WriteMode {
        /** In chunks with a CRC32 behind them, which the server checks before it stores. */
        TRAILING_CHECKSUM,
        /** In chunks, each with a signature where the connection is not encrypted. */
        CHUNKED,
        /** As it is, its SHA-256 in the signature where the connection is not encrypted. */
        PLAIN
    }

    /** How a server gives the CRC32 of an object that arrived in parts. */
    public enum MultipartChecksum {
        /** Of the whole content. */
        FULL_OBJECT,
        /** Of the parts' checksums, with the number of parts behind it. */
        COMPOSITE,
        /** Not at all, or not to be relied on. */
        NONE
    }

    /** What the probe finds out. */
    public enum Question {
        LIST_V2,
        TRAILING_CHECKSUMS,
        SIGNED_CHUNKS,
        CHECKSUM_ON_HEAD,
        CONDITIONAL_WRITES,
        MULTIPART_CHECKSUM,
        LIST_UPLOADS,
        DELETE,
        VERSIONING,
        OBJECT_LOCK
    }

    public enum Support {
        SUPPORTED,
        UNSUPPORTED,
        /** Could not be found out, for example for want of a permission. */
        UNKNOWN
    }

    /** @param detail what was seen, in a few words */
    public record Answer(Support support, String detail) {

        static Answer yes(String detail) {
            return new Answer(Support.SUPPORTED, detail);
        }

        static Answer no(String detail) {
            return new Answer(Support.UNSUPPORTED, detail);
        }

        static Answer unknown(String detail) {
            return new Answer(Support.UNKNOWN, detail);
        }
    }

    public S3Capabilities {
        Objects.requireNonNull(writeMode, "writeMode");
        Objects.requireNonNull(multipartChecksum, "multipartChecksum");
        Map<Question, Answer> ordered = new LinkedHashMap<>();
        for (Question question : Question.values()) {
            ordered.put(question, answers.getOrDefault(question, Answer.unknown("not asked")));
        }
        answers = java.util.Collections.unmodifiableMap(ordered);
    }

    /** The same after one more answer. */
    S3Capabilities with(Question question, Answer answer) {
        Map<Question, Answer> all = new LinkedHashMap<>(answers);
        all.put(question, answer);
        return new S3Capabilities(writeMode, multipartChecksum, all);
    }

    public boolean has(Question question) {
        return answers.get(question).support() == Support.SUPPORTED;
    }
}
