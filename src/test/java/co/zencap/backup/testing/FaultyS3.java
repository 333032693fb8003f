package co.zencap.backup.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A reverse proxy before an S3 server that spoils chosen requests. It passes the Host header on as the client sent and
 * signed it, so signatures hold. One request per connection.
 */
public final class FaultyS3 implements Closeable {

    /**
     * @param target path and query as in the request line
     * @param head all lines before the body
     */
    public record Request(String method, String target, String head) {

        /** Whether it asks for an archived object to be brought back. */
        public boolean restores() {
            return method.equals("POST") && target.matches(".*[?&]restore(=|&|$).*");
        }

        /** Whether it sets an object's lock. */
        public boolean locks() {
            return method.equals("PUT") && target.matches(".*[?&]retention(=|&|$).*");
        }

        public boolean has(String header) {
            return head.toLowerCase(Locale.ROOT).contains("\r\n" + header + ":");
        }

        public boolean get() {
            return method.equals("GET");
        }

        public boolean createsUpload() {
            return method.equals("POST") && target.matches(".*[?&]uploads(=|&|$).*");
        }

        public boolean part() {
            return method.equals("PUT") && target.contains("partNumber=");
        }

        public boolean part(int number) {
            return part() && target.matches(".*[?&]partNumber=" + number + "(&.*|$)");
        }

        public boolean completesUpload() {
            return method.equals("POST") && target.contains("uploadId=");
        }

        public boolean abortsUpload() {
            return method.equals("DELETE") && target.contains("uploadId=");
        }

        public boolean of(String key) {
            return target.split("\\?", 2)[0].endsWith(key);
        }

        public boolean puts(String key) {
            return method.equals("PUT") && !part() && of(key);
        }
    }

    private record Rule(Predicate<Request> which, AtomicInteger times, Fault fault) {}

    private final URI server;
    private final ServerSocket listener;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    private final List<Request> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Function<Request, Optional<Fault>> chosen = request -> Optional.empty();

    private FaultyS3(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    }

    public static FaultyS3 before(URI server) throws IOException {
        FaultyS3 proxy = new FaultyS3(server);
        Thread acceptor = new Thread(proxy::accept, "faulty-s3");
        acceptor.setDaemon(true);
        acceptor.start();
        return proxy;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Spoils the next {@code times} requests that fit. */
    public FaultyS3 spoil(int times, Predicate<Request> which, Fault fault) {
        rules.add(new Rule(which, new AtomicInteger(times), fault));
        return this;
    }

    /** Spoils every request that fits. */
    public FaultyS3 spoil(Predicate<Request> which, Fault fault) {
        return spoil(Integer.MAX_VALUE, which, fault);
    }

    /** Lets somebody else say what is spoilt, and how; asked by all connections at once. */
    public FaultyS3 spoil(Function<Request, Optional<Fault>> choice) {
        chosen = choice;
        return this;
    }

    /** From now on passes everything on. */
    public void heal() {
        rules.clear();
        chosen = request -> Optional.empty();
    }

    /** Forgets the requests that it has seen: of many, they take much room. */
    public void forget() {
        seen.clear();
    }

    public List<Request> requests() {
        return List.copyOf(seen);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread thread = new Thread(() -> serve(client), "faulty-s3-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // Only closing the listener ends accept; the loop sees that.
                continue;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            String head = head(in);
            String[] line = head.split(" ", 3);
            Request request = new Request(line[0], line[1], head);
            seen.add(request);
            Fault fault = fault(request);
            if (fault instanceof Fault.Reset) {
                reset(client);
            } else if (fault instanceof Fault.Hang) {
                while (in.read() >= 0) {
                    // Reads on so that only the answer is missing; ends when either side closes.
                    continue;
                }
            } else {
                exchange(client, in, head, fault);
            }
        } catch (IOException e) {
            // A client that gives up is what many tests provoke; it sees the failure on its own side.
            return;
        } finally {
            open.remove(client);
        }
    }

    private void exchange(Socket client, InputStream in, String head, Fault fault) throws IOException {
        OutputStream out = client.getOutputStream();
        if (head.toLowerCase(Locale.ROOT).contains("expect: 100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        long length = length(head);
        if (fault instanceof Fault.Status status) {
            skip(in, length);
            String body = "<?xml version=\"1.0\"?><Error><Code>" + status.code() + "</Code><Message>spoilt"
                    + "</Message></Error>";
            answer(out, status.status(), "Content-Type: application/xml\r\n", head.startsWith("HEAD") ? "" : body);
        } else if (fault instanceof Fault.Answer said) {
            skip(in, length);
            answer(out, said.status(), "Content-Type: application/xml\r\n", said.body());
        } else if (fault instanceof Fault.Keep keep) {
            keep(in, out, head, length, keep);
        } else if (fault instanceof Fault.Swallow) {
            skip(in, length);
            answer(out, 200, "ETag: \"00000000000000000000000000000000\"\r\n", "");
        } else {
            forward(client, in, head, length, fault);
        }
    }

    private void keep(InputStream in, OutputStream out, String head, long length, Fault.Keep keep) throws IOException {
        String[] line = head.split(" ", 3);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        copy(in, sent, length);
        if (line[0].equals("PUT")) {
            kept.put(line[1], sent.toByteArray());
            answer(out, 200, "", "");
            return;
        }
        byte[] content = kept.get(line[1]);
        answer(
                out,
                content == null ? 404 : 200,
                "",
                content == null
                        ? "<Error><Code>" + keep.absent() + "</Code></Error>"
                        : new String(content, StandardCharsets.UTF_8));
    }

    /** What a {@link Fault.Keep} keeps of a target that contains this; empty when nothing. */
    public String kept(String part) {
        return kept.entrySet().stream()
                .filter(each -> each.getKey().contains(part))
                .map(each -> new String(each.getValue(), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private void forward(Socket client, InputStream in, String head, long length, Fault fault) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            open.add(upstream);
            OutputStream to = upstream.getOutputStream();
            String onward = head.replaceAll("(?im)^(expect|connection):.*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            to.write(onward.getBytes(StandardCharsets.ISO_8859_1));
            copy(in, to, length);
            to.flush();
            InputStream from = new BufferedInputStream(upstream.getInputStream());
            String answer = head(from);
            if (fault instanceof Fault.LoseAnswer) {
                reset(client);
                return;
            }
            OutputStream out = client.getOutputStream();
            out.write(changed(answer, fault).getBytes(StandardCharsets.ISO_8859_1));
            body(from, out, fault);
            out.flush();
        } finally {
            open.removeIf(Socket::isClosed);
        }
    }

    private static String changed(String answer, Fault fault) {
        if (fault instanceof Fault.Header header) {
            return answer.replaceAll("(?im)^" + header.name() + ":.*\r\n", "")
                    .replaceFirst("\r\n", "\r\n" + header.name() + ": " + header.value() + "\r\n");
        }
        return answer;
    }

    private static void body(InputStream from, OutputStream out, Fault fault) throws IOException {
        if (fault instanceof Fault.Rewrite rewrite) {
            // With what frames it, if it comes in pieces.
            String before = new String(from.readAllBytes(), StandardCharsets.ISO_8859_1);
            String after = rewrite.change().apply(before);
            if (after.length() != before.length()) {
                throw new IllegalArgumentException("Not as long as it was.");
            }
            out.write(after.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        byte[] buffer = new byte[1 << 16];
        long position = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            if (fault instanceof Fault.Corrupt bad && bad.offset() >= position && bad.offset() < position + read) {
                buffer[(int) (bad.offset() - position)] ^= (byte) 0xff;
            }
            if (fault instanceof Fault.Truncate cut && cut.bytes() < position + read) {
                out.write(buffer, 0, (int) (cut.bytes() - position));
                return;
            }
            out.write(buffer, 0, read);
            position += read;
        }
    }

    private Fault fault(Request request) {
        for (Rule rule : rules) {
            if (rule.which().test(request) && rule.times().getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return rule.fault();
            }
        }
        return chosen.apply(request).orElse(null);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection ended within a head");
            }
            head.write(next);
            end = next == "\r\n\r\n".charAt(end) ? end + 1 : next == '\r' ? 1 : 0;
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        return text.startsWith("HTTP/1.1 100") ? head(in) : text;
    }

    private static long length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("The client ended within a body");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static void skip(InputStream in, long length) throws IOException {
        copy(in, OutputStream.nullOutputStream(), length);
    }

    private static void answer(OutputStream out, int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " Spoilt\r\n" + headers + "Content-Length: " + bytes.length
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
