package co.zencap.backup.recovery.database;

import co.zencap.backup.postgres.Quoting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a database keeps, sorts and classifies text; fixed when it is made.
 *
 * @param encoding PostgreSQL's name of it
 * @param provider {@code c} (the operating system), {@code i} (ICU) or {@code b} (PostgreSQL itself)
 * @param collate the operating system's locale for sorting
 * @param ctype the operating system's locale for classes of characters
 * @param name the other providers' locale
 * @param rules further ones of ICU
 */
record DatabaseLocale(
        String encoding, String provider, String collate, String ctype, Optional<String> name, Optional<String> rules) {
    private static final int FIRST_WITH_PROVIDERS = 15;

    /** What a dump says of its database, as {@code dumpDatabase} of {@code src/bin/pg_dump/pg_dump.c} writes it. */
    static Optional<DatabaseLocale> ofDump(List<String> statements) {
        return statements.stream()
                .filter(statement -> statement.startsWith("CREATE DATABASE "))
                .findFirst()
                .flatMap(DatabaseLocale::parse);
    }

    private static Optional<DatabaseLocale> parse(String statement) {
        Optional<String> encoding = value(statement, "ENCODING");
        Optional<String> both = value(statement, "LOCALE");
        Optional<String> collate = value(statement, "LC_COLLATE").or(() -> both);
        Optional<String> ctype = value(statement, "LC_CTYPE").or(() -> both);
        if (encoding.isEmpty() || collate.isEmpty() || ctype.isEmpty()) {
            return Optional.empty();
        }
        Matcher provider = Pattern.compile(" LOCALE_PROVIDER = (\\w)").matcher(statement);
        return Optional.of(new DatabaseLocale(
                encoding.get(),
                provider.find() ? provider.group(1).replace('l', 'c') : "c",
                collate.get(),
                ctype.get(),
                value(statement, "ICU_LOCALE").or(() -> value(statement, "BUILTIN_LOCALE")),
                value(statement, "ICU_RULES")));
    }

    private static Optional<String> value(String statement, String option) {
        Matcher matcher = Pattern.compile(" " + option + " = '((?:[^']|'')*)'").matcher(statement);
        return matcher.find() ? Optional.of(matcher.group(1).replace("''", "'")) : Optional.empty();
    }

    /** The end of a CREATE DATABASE. */
    String options(int serverMajor) {
        var options = new StringBuilder(" TEMPLATE template0 ENCODING " + Quoting.text(encoding) + " LC_COLLATE "
                + Quoting.text(collate) + " LC_CTYPE " + Quoting.text(ctype));
        if (serverMajor >= FIRST_WITH_PROVIDERS) {
            options.append(" LOCALE_PROVIDER ").append(providerWord());
            name.filter(n -> !provider.equals("c"))
                    .ifPresent(n -> options.append(provider.equals("i") ? " ICU_LOCALE " : " BUILTIN_LOCALE ")
                            .append(Quoting.text(n)));
            rules.ifPresent(r -> options.append(" ICU_RULES ").append(Quoting.text(r)));
        }
        return options.toString();
    }

    private String providerWord() {
        return switch (provider) {
            case "i" -> "icu";
            case "b" -> "builtin";
            default -> "libc";
        };
    }

    /** For where nothing is known but the encoding: the server's own locale is most likely one for UTF8; C goes with every. */
    static String otherOptions(String encoding) {
        return " TEMPLATE template0 ENCODING " + Quoting.text(encoding)
                + (encoding.equals("UTF8") ? "" : " LC_COLLATE 'C' LC_CTYPE 'C'");
    }
}
