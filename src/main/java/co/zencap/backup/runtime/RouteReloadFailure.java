package co.zencap.backup.runtime;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * An edited route file that could not be put to work.
 *
 * @param file which
 * @param line where in it, as far as it is known
 * @param message why
 */
public record RouteReloadFailure(Path file, OptionalInt line, String message) {}
