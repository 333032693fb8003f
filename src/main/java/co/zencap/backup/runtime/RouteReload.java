package co.zencap.backup.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows edits of route files. Camel's own strategy only logs a file that it can't load, and has by then removed the old
 * route if the new one parses but does not start; this one tells of it, and puts the last version back that worked.
 */
final class RouteReload extends RouteWatcherReloadStrategy {
    static final String PATTERN = "*.camel.yaml";
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String POLICIES = "- routeConfiguration:";
    private static final Pattern TEMPLATE = Pattern.compile("(?m)^- routeTemplate:\\s+id: *(\\S+)");
    private static final Pattern LINE = Pattern.compile("\\bline[: ]+(\\d+)");

    private final Consumer<RouteReloadFailure> failures;
    private final Consumer<Path> successes;
    private final Templates templates;
    private final Map<Path, String> working = new HashMap<>();
    private final Map<Path, String> tried = new HashMap<>();
    private final ReentrantLock loading = new ReentrantLock();

    /** Makes the routes anew that are made of templates. */
    interface Templates {
        void changed() throws Exception;
    }

    /**
     * @param failures told of every file that can't be loaded, on the thread that watches
     * @param successes told of every one that can
     * @param templates called when a template is another; where it fails, the last one that worked is put back
     */
    RouteReload(Path folder, Consumer<RouteReloadFailure> failures, Consumer<Path> successes, Templates templates)
            throws IOException {
        super(folder.toString());
        this.failures = failures;
        this.successes = successes;
        this.templates = templates;
        setPattern(PATTERN);
        setRemoveAllRoutes(false);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PATTERN)) {
            for (Path file : files) {
                working.put(file.toAbsolutePath().normalize(), Files.readString(file));
            }
        }
        tried.putAll(working);
    }

    @Override
    protected void onRouteReload(Collection<Resource> resources, boolean removeEverything) {
        loading.lock();
        try {
            follow(resources);
        } finally {
            loading.unlock();
        }
    }

    private void follow(Collection<Resource> resources) {
        for (Resource resource : resources) {
            Path file = Path.of(resource.getURI()).toAbsolutePath().normalize();
            try {
                if (Files.exists(file)) {
                    reload(file, Files.readString(file));
                }
            } catch (IOException e) {
                tell(file, e);
            }
        }
    }

    /** An editor's one save can be several events, the first of them for an empty file. */
    private void reload(Path file, String text) {
        if (text.isBlank() || text.equals(tried.put(file, text))) {
            return;
        }
        try {
            load(file, text);
            working.put(file, text);
            LOG.info("Routes of {} follow its edit", file);
            successes.accept(file);
        } catch (Exception e) {
            // First of all: telling needs routes, maybe the very ones.
            restore(file);
            tell(file, e);
        }
    }

    /**
     * Loads a file again whose text is as it was, because what it refers to has changed.
     *
     * @throws IOException while an edit is being put to work: it may wait for the very route that calls this
     */
    void again(String name) throws Exception {
        if (!loading.tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("An edit of routes is being put to work. HINT: try again in a moment.");
        }
        try {
            for (Path file : working.keySet()) {
                if (file.endsWith(name)) {
                    load(file, working.get(file));
                }
            }
        } finally {
            loading.unlock();
        }
    }

    private void restore(Path file) {
        String last = working.get(file);
        if (last == null) {
            return;
        }
        try {
            load(file, last);
        } catch (Exception e) {
            LOG.error("The last working version of {} could not be put back", file, e);
            tell(new RouteReloadFailure(
                    file, OptionalInt.empty(), "The version before could not be put back either: " + reason(e)));
        }
    }

    private void load(Path file, String text) throws Exception {
        Matcher template = TEMPLATE.matcher(text);
        if (template.find()) {
            // What is only updated keeps the template that it had.
            Model model = getCamelContext().getCamelContextExtension().getContextPlugin(Model.class);
            model.removeRouteTemplateDefinitions(template.group(1));
            PluginHelper.getRoutesLoader(getCamelContext()).loadRoutes(resource(file, text));
            templates.changed();
            return;
        }
        List<Resource> contents = new ArrayList<>(List.of(resource(file, text)));
        if (text.contains(POLICIES)) {
            // Routes take them over when they are built.
            working.forEach((other, last) -> {
                if (!other.equals(file)) {
                    contents.add(resource(other, last));
                }
            });
        }
        PluginHelper.getRoutesLoader(getCamelContext()).updateRoutes(contents);
    }

    private static Resource resource(Path file, String text) {
        return ResourceHelper.fromBytes("file:" + file, text.getBytes(StandardCharsets.UTF_8));
    }

    private void tell(Path file, Exception failure) {
        LOG.warn("{} could not be loaded, its routes go on as they were", file, failure);
        tell(new RouteReloadFailure(file, line(failure), reason(failure)));
    }

    private void tell(RouteReloadFailure failure) {
        try {
            failures.accept(failure);
        } catch (RuntimeException e) {
            LOG.error("Nobody could be told of {}, which is not at work: {}", failure.file(), failure.message(), e);
        }
    }

    private static OptionalInt line(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            Matcher line = LINE.matcher(String.valueOf(t.getMessage()));
            if (line.find()) {
                return OptionalInt.of(Integer.parseInt(line.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage())
                .lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .limit(4)
                .collect(java.util.stream.Collectors.joining(" "));
    }
}
