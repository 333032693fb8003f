package co.zencap.backup.settings;

import co.zencap.backup.settings.EmailSettings.Login;
import co.zencap.backup.settings.EmailSettings.Security;
import co.zencap.backup.settings.EmailSettings.SendGrid;
import co.zencap.backup.settings.EmailSettings.Server;
import co.zencap.backup.settings.EmailSettings.Smtp;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads to whom e-mail goes and through which server. A mail server wins over SendGrid, whose key other programs use, too. */
final class EmailReader extends VariableReader {
    private static final String RECIPIENTS = "BACKUP_ALERT_EMAILS";
    private static final String ESCALATION = "BACKUP_ESCALATION_EMAILS";
    private static final String SMTP_URL = "BACKUP_SMTP_URL";
    private static final String SMTP_FROM = "BACKUP_SMTP_FROM";
    private static final String SMTP_USER = "BACKUP_SMTP_USER";
    private static final String SMTP_PASSWORD = "BACKUP_SMTP_PASSWORD";
    private static final String SMTP_STARTTLS = "BACKUP_SMTP_STARTTLS";
    private static final String SENDGRID_URL = "BACKUP_SENDGRID_URL";
    private static final String SENDGRID_KEY = "SENDGRID_API_KEY";
    private static final String SENDGRID_FROM = "SENDGRID_FROM_EMAIL";

    private static final String PUBLIC_URL = "BACKUP_PUBLIC_URL";

    private static final String A_SERVER =
            " HINT: set BACKUP_SMTP_URL and BACKUP_SMTP_FROM, or SENDGRID_API_KEY and SENDGRID_FROM_EMAIL.";

    /** More belong into a mailing list of the mail server's; SendGrid takes 1,000. */
    private static final int MOST = 100;

    /** Letters and signs that need no quotes, at a domain; above all no line end, no comma and no blank. */
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
                    + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    EmailReader(Map<String, String> variables, Path home) {
        super(variables, home);
    }

    Optional<EmailSettings> read() {
        List<String> recipients = addresses(RECIPIENTS);
        List<String> escalation = addresses(ESCALATION);
        Optional<Server> server = smtp().map(Server.class::cast).or(this::sendGrid);
        if (recipients.isEmpty()) {
            if (!escalation.isEmpty()) {
                throw new IllegalArgumentException(ESCALATION + " is set, and nobody is told before them."
                        + " HINT: set BACKUP_ALERT_EMAILS, too.");
            }
            if (server.isPresent()) {
                String by = server.get() instanceof Smtp ? SMTP_URL : SENDGRID_KEY;
                throw new IllegalArgumentException(by + " is set, and nobody is to get e-mail."
                        + " HINT: set BACKUP_ALERT_EMAILS; where the setting is for another program, leave it empty here: "
                        + by + "=");
            }
            return Optional.empty();
        }
        if (server.isEmpty()) {
            throw new IllegalArgumentException(RECIPIENTS + " is set, and no server that takes e-mail." + A_SERVER);
        }
        String from = server.get() instanceof Smtp ? SMTP_FROM : SENDGRID_FROM;
        String sender = text(from)
                .orElseThrow(() -> new IllegalArgumentException(
                        from + " is not set. HINT: set it to the address that e-mail comes from."));
        Optional<URI> dashboard = text(PUBLIC_URL).map(url -> webhook(PUBLIC_URL, url));
        return Optional.of(new EmailSettings(recipients, escalation, address(from, sender), server.get(), dashboard));
    }

    private Optional<Smtp> smtp() {
        Optional<String> url = text(SMTP_URL);
        if (url.isEmpty()) {
            for (String other : List.of(SMTP_FROM, SMTP_USER, SMTP_PASSWORD, SMTP_STARTTLS)) {
                if (text(other).isPresent()) {
                    throw new IllegalArgumentException(other + " is set, and BACKUP_SMTP_URL is not."
                            + " HINT: set it like smtp://mail.example.org:587, or remove " + other + ".");
                }
            }
            return Optional.empty();
        }
        URI uri = server(SMTP_URL, url.get(), Set.of("smtp", "smtps"), "smtp://mail.example.org:587");
        boolean tls = "smtps".equalsIgnoreCase(uri.getScheme());
        if (tls && text(SMTP_STARTTLS).isPresent()) {
            throw new IllegalArgumentException(
                    "BACKUP_SMTP_STARTTLS is set, and BACKUP_SMTP_URL begins with smtps, which"
                            + " is TLS from the first byte. HINT: remove one of the two: most servers have smtps on port 465, and"
                            + " smtp with STARTTLS on port 587.");
        }
        Security security = tls ? Security.TLS : flag(SMTP_STARTTLS, true) ? Security.STARTTLS : Security.NONE;
        Optional<Login> login = login();
        if (login.isPresent() && security == Security.NONE && !THIS_MACHINE.contains(uri.getHost())) {
            throw new IllegalArgumentException("BACKUP_SMTP_PASSWORD would go over the network in the clear."
                    + " HINT: remove BACKUP_SMTP_STARTTLS=false, or the user and the password.");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 465 : security == Security.STARTTLS ? 587 : 25;
        return Optional.of(new Smtp(uri.getHost(), port, security, login));
    }

    private Optional<Login> login() {
        Optional<String> user = text(SMTP_USER);
        Optional<String> password = text(SMTP_PASSWORD);
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException((user.isPresent() ? SMTP_USER : SMTP_PASSWORD) + " is set without "
                    + (user.isPresent() ? SMTP_PASSWORD : SMTP_USER)
                    + ". HINT: set both, or none where the server asks for none.");
        }
        return user.map(name -> new Login(name, password.get()));
    }

    private Optional<SendGrid> sendGrid() {
        Optional<String> key = text(SENDGRID_KEY);
        if (key.isEmpty()) {
            for (String other : List.of(SENDGRID_FROM, SENDGRID_URL)) {
                if (text(other).isPresent()) {
                    throw new IllegalArgumentException(
                            other + " is set, and SENDGRID_API_KEY is not. HINT: set it, or remove " + other + ".");
                }
            }
            return Optional.empty();
        }
        if (!key.get().matches("[!-~]+")) {
            throw new IllegalArgumentException("SENDGRID_API_KEY holds blanks or other signs that no key has."
                    + " HINT: copy it anew; it begins with SG.");
        }
        URI url = server(
                SENDGRID_URL,
                text(SENDGRID_URL).orElse("https://api.sendgrid.com"),
                Set.of("https", "http"),
                "https://api.eu.sendgrid.com");
        if (!"https".equalsIgnoreCase(url.getScheme()) && !THIS_MACHINE.contains(url.getHost())) {
            throw new IllegalArgumentException(
                    "BACKUP_SENDGRID_URL would have the key go over the network in the clear."
                            + " HINT: write it with https.");
        }
        return Optional.of(new SendGrid(url, key.get()));
    }

    /** A scheme, a host and perhaps a port: nothing that could hold a password or lead elsewhere. */
    private static URI server(String name, String text, Set<String> schemes, String example) {
        try {
            URI uri = URI.create(text);
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException(name + " holds a name or a password. HINT: "
                        + (name.equals(SMTP_URL)
                                ? "put them into BACKUP_SMTP_USER and BACKUP_SMTP_PASSWORD."
                                : "write it like " + example + "."));
            }
            boolean bare = uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && Set.of("", "/").contains(uri.getRawPath());
            if (bare
                    && uri.getHost() != null
                    && uri.getScheme() != null
                    && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
            }
        } catch (IllegalArgumentException e) {
            if (e.getMessage().contains("HINT:")) {
                throw e;
            }
            // said below without the text, which may hold a password
        }
        throw new IllegalArgumentException(name + " names no server. HINT: write it like " + example + ".");
    }

    private List<String> addresses(String name) {
        var all = new LinkedHashMap<String, String>();
        for (String each : text(name).orElse("").split(",")) {
            if (!each.isBlank()) {
                all.putIfAbsent(each.strip().toLowerCase(Locale.ROOT), address(name, each.strip()));
            }
        }
        if (all.size() > MOST) {
            throw new IllegalArgumentException(name + " holds more than " + MOST
                    + " addresses. HINT: let the mail server have a list of them under one address.");
        }
        return List.copyOf(all.values());
    }

    private static String address(String name, String text) {
        if (text.length() > 254 || !ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " holds what is no e-mail address."
                    + " HINT: write addresses like admin@example.org, with commas between, without names.");
        }
        return text;
    }
}
