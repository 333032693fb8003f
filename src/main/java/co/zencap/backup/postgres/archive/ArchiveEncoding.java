package co.zencap.backup.postgres.archive;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The encoding of an archive's text, by PostgreSQL's name for it. Names are those of {@code pg_enc2name_tbl} in
 * {@code src/common/encnames.c}.
 *
 * @param name such as {@code UTF8}, {@code LATIN1} or {@code SQL_ASCII}
 * @param charset what decodes names of objects; rows are never decoded
 */
record ArchiveEncoding(String name, Charset charset) {
    private static final Pattern STATEMENT = Pattern.compile("SET client_encoding = '([A-Za-z0-9_]+)';\\s*");

    /** Where the JDK's name can't be derived from PostgreSQL's. SQL_ASCII is whatever the clients sent: mostly UTF-8. */
    private static final Map<String, String> JDK_NAMES = Map.ofEntries(
            Map.entry("SQL_ASCII", "UTF-8"),
            Map.entry("UTF8", "UTF-8"),
            Map.entry("LATIN1", "ISO-8859-1"),
            Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"),
            Map.entry("LATIN4", "ISO-8859-4"),
            Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN6", "ISO-8859-10"),
            Map.entry("LATIN7", "ISO-8859-13"),
            Map.entry("LATIN8", "ISO-8859-14"),
            Map.entry("LATIN9", "ISO-8859-15"),
            Map.entry("LATIN10", "ISO-8859-16"),
            Map.entry("WIN866", "IBM866"),
            Map.entry("WIN874", "x-windows-874"),
            Map.entry("KOI8R", "KOI8-R"),
            Map.entry("KOI8U", "KOI8-U"),
            Map.entry("EUC_JP", "EUC-JP"),
            Map.entry("EUC_JIS_2004", "EUC-JP"),
            Map.entry("EUC_KR", "EUC-KR"),
            Map.entry("EUC_CN", "GB2312"),
            Map.entry("EUC_TW", "x-EUC-TW"),
            Map.entry("SJIS", "windows-31j"),
            Map.entry("SHIFT_JIS_2004", "windows-31j"),
            Map.entry("BIG5", "Big5"),
            Map.entry("GBK", "GBK"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("UHC", "x-windows-949"),
            Map.entry("JOHAB", "x-Johab"));

    static ArchiveEncoding of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        String jdk = JDK_NAMES.getOrDefault(
                upper, upper.replaceFirst("^ISO_8859_", "ISO-8859-").replaceFirst("^WIN", "windows-"));
        // Encodings that Java lacks (MULE_INTERNAL, some ISO-8859) hold ASCII
        // names at least; their rows are not decoded.
        return new ArchiveEncoding(name, Charset.isSupported(jdk) ? Charset.forName(jdk) : StandardCharsets.UTF_8);
    }

    static ArchiveEncoding ofStatement(String definition, long position) throws ArchiveFormatException {
        Matcher matcher = STATEMENT.matcher(definition);
        if (!matcher.matches()) {
            throw ArchiveFormatException.damaged(position, "the ENCODING entry does not name an encoding");
        }
        return of(matcher.group(1));
    }

    String decode(byte[] bytes) {
        return new String(bytes, charset);
    }
}
