package co.zencap.backup.security;

import co.zencap.backup.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks whether other users of this machine can read secrets, or get at what is stored. */
record FileModes(Settings settings) implements SecurityQuestion {
    private static final Set<PosixFilePermission> WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> READ =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    @Override
    public String about() {
        return "file modes";
    }

    @Override
    public List<SecurityCheck> ask() throws IOException {
        var checks = new ArrayList<SecurityCheck>();
        Path secrets = settings.home().resolve(".env.local");
        if (Files.exists(secrets)) {
            checks.add(look("mode of .env.local", secrets, true, "chmod 600"));
        }
        checks.add(look("mode of the work folder", settings.workDir(), false, "chmod 711"));
        checks.add(look("mode of the local repository", settings.localDir(), !settings.encryption(), "chmod 700"));
        return checks;
    }

    /** @param secret whether reading it alone does harm */
    private static SecurityCheck look(String name, Path path, boolean secret, String remedy) throws IOException {
        if (!Files.exists(path)) {
            return SecurityCheck.skipped(name, path + " does not exist yet.", "");
        }
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException e) {
            return SecurityCheck.skipped(name, "This file system knows no modes.", "");
        }
        String sentence = path + " is " + PosixFilePermissions.toString(mode);
        String hint = "Run " + remedy + " on it.";
        if (mode.stream().anyMatch(WRITE::contains)) {
            return SecurityCheck.failed(name, sentence + ": others can change it.", hint);
        }
        if (mode.stream().anyMatch(READ::contains)) {
            return secret
                    ? SecurityCheck.failed(name, sentence + ": others can read it.", hint)
                    : SecurityCheck.warning(name, sentence + ": others can see what is in it.", hint);
        }
        return SecurityCheck.passed(name, sentence + ".");
    }
}
