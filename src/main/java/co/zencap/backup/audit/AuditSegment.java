package co.zencap.backup.audit;

import co.zencap.backup.catalog.AuditQueries;
import co.zencap.backup.json.Json;
import co.zencap.backup.key.MasterKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A part of the trail as it lies in a repository: a row a line, as JSON, and a seal on the last line, which tells what is in it
 * and what it follows, and is signed. A file is written once and never changed.
 *
 * @param rows in their order, without a gap
 */
record AuditSegment(Seal seal, List<AuditQueries.Row> rows) {
    static final int FORMAT = 1;

    /** Files are smaller by far; what is larger was not made here. */
    static final int LARGEST = 16 << 20;

    /**
     * @param seal the format's version
     * @param trail which trail it is of
     * @param service whose repository it lies in
     * @param from the number of its first row
     * @param to of its last one
     * @param previousHash what its first row follows
     * @param head the hash of its last one
     * @param sha256 of all lines before the seal, line ends included
     * @param keyId of the master key by which it is signed; empty when there was none
     * @param signature Ed25519, in Base64, of {@link #signed()}
     */
    record Seal(
            int seal,
            String trail,
            String service,
            long from,
            long to,
            String previousHash,
            String head,
            Instant exportedAt,
            String sha256,
            String keyId,
            String signature) {

        byte[] signed() {
            return String.join(
                            "\n",
                            "zencap/v1/audit",
                            trail,
                            service,
                            Long.toString(from),
                            Long.toString(to),
                            previousHash,
                            head,
                            exportedAt.toString(),
                            sha256)
                    .getBytes(StandardCharsets.UTF_8);
        }

        /** The same, signed with a key. */
        Seal by(MasterKey key) {
            String signed =
                    Base64.getEncoder().encodeToString(key.certificates().sign(signed()));
            return new Seal(seal, trail, service, from, to, previousHash, head, exportedAt, sha256, key.id(), signed);
        }
    }

    /** The folder of a service's trails. No target has such a name. */
    static String folder(String service) {
        return "_audit/" + service + "/";
    }

    String key() {
        return folder(seal.service()) + seal.trail() + "/" + String.format("%012d-%012d.jsonl", seal.from(), seal.to());
    }

    /** The file of rows that are there. */
    static byte[] write(
            AuditQueries.Trail trail,
            String service,
            List<AuditQueries.Row> rows,
            Instant at,
            Optional<MasterKey> key) {
        var lines = new StringBuilder();
        rows.forEach(row -> lines.append(json(row)).append('\n'));
        AuditQueries.Row first = rows.get(0);
        AuditQueries.Row last = rows.get(rows.size() - 1);
        var seal = new Seal(
                FORMAT,
                trail.id(),
                service,
                first.seq(),
                last.seq(),
                first.previousHash(),
                last.hash(),
                at,
                DigestUtils.sha256Hex(lines.toString().getBytes(StandardCharsets.UTF_8)),
                "",
                "");
        Seal sealed = key.map(seal::by).orElse(seal);
        return lines.append(json(sealed)).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file, and looks whether it is what was written.
     *
     * @throws BrokenSegment with a sentence when it is not
     */
    static AuditSegment read(String file, byte[] bytes, Optional<MasterKey> key) throws BrokenSegment {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<String> lines = Arrays.asList(text.split("\n"));
        if (lines.isEmpty()) {
            throw new BrokenSegment(file + " holds nothing but line ends: it was cut off or written over.");
        }
        Seal seal;
        var rows = new ArrayList<AuditQueries.Row>();
        try {
            seal = Json.MAPPER.readValue(lines.get(lines.size() - 1), Seal.class);
            for (String line : lines.subList(0, lines.size() - 1)) {
                rows.add(Json.MAPPER.readValue(line, AuditQueries.Row.class));
            }
        } catch (JsonProcessingException e) {
            throw new BrokenSegment(file + " is not readable: it was changed or cut off.", e);
        }
        if (seal == null
                || seal.seal() != FORMAT
                || seal.exportedAt() == null
                || rows.stream().anyMatch(AuditSegment::lacks)) {
            throw new BrokenSegment(
                    file + " has no seal that this program knows: it was cut off, or is of a newer version.");
        }
        int sealAt = text.lastIndexOf('\n', text.length() - 2) + 1;
        String content = text.substring(0, sealAt);
        if (!DigestUtils.sha256Hex(content.getBytes(StandardCharsets.UTF_8)).equals(seal.sha256())) {
            throw new BrokenSegment(file + " was changed: its lines are not those that were sealed.");
        }
        if (key.isPresent()) {
            check(file, seal, key.get());
        }
        var segment = new AuditSegment(seal, rows);
        if (!segment.key().equals(file)) {
            throw new BrokenSegment(file + " lies in another one's place: it was moved or copied there.");
        }
        segment.checkRows(file);
        return segment;
    }

    private static boolean lacks(AuditQueries.Row row) {
        return row == null || row.at() == null || row.previousHash() == null || row.hash() == null;
    }

    private static void check(String file, Seal seal, MasterKey key) throws BrokenSegment {
        if (seal.signature() == null || seal.signature().isEmpty()) {
            throw new BrokenSegment(
                    file + " is not signed, but this service has a key and signs all of them: it was forged,"
                            + " or made with encryption switched off.");
        }
        boolean genuine;
        try {
            genuine = key.certifies(seal.signed(), Base64.getDecoder().decode(seal.signature()));
        } catch (IllegalArgumentException e) {
            genuine = false;
        }
        if (!genuine) {
            throw new BrokenSegment(file + " was not signed with key " + key.id()
                    + ": it was changed, or BACKUP_ENCRYPTION_KEY is another one than when it was made (" + seal.keyId()
                    + ").");
        }
    }

    private void checkRows(String file) throws BrokenSegment {
        var chain = new ChainCheck(seal.from() - 1, seal.previousHash());
        rows.forEach(chain::take);
        if (!chain.problems().isEmpty() || chain.last() != seal.to() || !Objects.equals(chain.head(), seal.head())) {
            throw new BrokenSegment(file + " is not whole: "
                    + (chain.problems().isEmpty()
                            ? "it does not hold what its seal says."
                            : chain.problems().get(0)));
        }
    }

    static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("These types can always be written as JSON", e);
        }
    }
}
