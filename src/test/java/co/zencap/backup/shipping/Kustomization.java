package co.zencap.backup.shipping;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kustomize is to put together, read without it: names are those of the files, patches are not applied.
 *
 * @param resources of it and of all that it is based on
 * @param configMaps those that are to be made: by name, what each key holds
 */
record Kustomization(List<JsonNode> resources, Map<String, Map<String, String>> configMaps) {

    static Kustomization read(Path folder) throws IOException {
        var all = new Kustomization(new ArrayList<>(), new HashMap<>());
        all.add(Documents.PROJECT.resolve(folder).normalize());
        return all;
    }

    private void add(Path folder) throws IOException {
        JsonNode list = Documents.yaml(folder.resolve("kustomization.yaml")).get(0);
        for (String resource : Documents.texts(list.path("resources"))) {
            Path path = folder.resolve(resource).normalize();
            if (Files.isDirectory(path)) {
                add(path);
            } else {
                resources.addAll(Documents.yaml(path));
            }
        }
        for (JsonNode map : list.path("configMapGenerator")) {
            var contents = new TreeMap<String, String>();
            for (String file : Documents.texts(map.path("files"))) {
                Path path = folder.resolve(file);
                contents.put(path.getFileName().toString(), Files.readString(path));
            }
            for (String file : Documents.texts(map.path("envs"))) {
                for (String line : Files.readAllLines(folder.resolve(file))) {
                    if (!line.isBlank() && !line.startsWith("#")) {
                        String[] parts = line.split("=", 2);
                        contents.put(parts[0], parts[1]);
                    }
                }
            }
            configMaps.put(map.path("name").asText(), contents);
        }
    }

    /** The only one of its kind. */
    JsonNode only(String kind) {
        List<JsonNode> found = all(kind);
        if (found.size() != 1) {
            throw new AssertionError("There are " + found.size() + " of kind " + kind);
        }
        return found.get(0);
    }

    List<JsonNode> all(String kind) {
        return resources.stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
    }
}
