#!/usr/bin/env python3
"""Lists and restores ZenCap backups without ZenCap. Written from docs/repository-format.md, whose sections it names;
docs/restore-without-zencap.md tells how to use it.

Needs Python 3.8 or later, python3-cryptography and the zstd program. Reads a folder; fetch-from-s3.py, or another
program, copies a bucket into one. Memory does not grow with the size of a backup.
"""
import argparse, base64, calendar, glob, hashlib, hmac, json, os, re, sqlite3, subprocess, sys, tarfile, tempfile, time
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BACKUP = re.compile(r"/[a-z0-9][a-z0-9_-]{0,62}/\d{8}T\d{6}Z-[0-9a-f]{6}/manifest\.json$")
SEGMENT, HEADER, LARGEST_PIECE = 1 << 20, 40, 64 << 20


class Refused(Exception):
    """Something is missing, or must not be trusted."""


def require(condition, sentence):
    if not condition:
        raise Refused(sentence)


def derive(key, info, length=32, salt=None):
    """Section 2."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(key)


class Repository:
    """A folder of backups, and the master key that opens them; None where they are not encrypted."""

    def __init__(self, folder, master):
        require(os.path.isdir(folder), f"There is no folder {folder}.")
        self.folder, self.master = folder, master
        self.key_id = derive(master, b"zencap/v1/key-id", 8).hex() if master else None

    def open(self, key):
        require(os.path.isfile(os.path.join(self.folder, key)), f"There is no {key} in {self.folder}.")
        return open(os.path.join(self.folder, key), "rb")

    def backups(self):
        """Section 1."""
        found = glob.glob(os.path.join(glob.escape(self.folder), "*", "*", "manifest.json"))
        return sorted(tuple(path.split(os.sep)[-3:-1]) for path in found if BACKUP.search(path))

    def manifest(self, target, backup):
        """Section 4."""
        key = f"{target}/{backup}/manifest.json"
        with self.open(key) as source:
            data = source.read(64 << 20)
        if self.master:
            at = data.rfind(b'"hmac" : "', 0, max(0, len(data) - 64)) + 10
            digits = data[at:at + 64]
            require(at >= 10 and re.fullmatch(rb"[0-9a-f]{64}", digits), f"{key} is not signed.")
            signing = derive(self.master, b"zencap/v1/sign-manifest")
            expected = hmac.new(signing, data[:at] + b"0" * 64 + data[at + 64:], "sha256").hexdigest()
            require(hmac.compare_digest(expected.encode(), digits),
                    f"{key} was changed, or the key given, {self.key_id}, is not the one that signed it.")
        manifest = json.loads(data)
        require(manifest["formatVersion"] <= 1, f"{key} has a newer format than this program knows.")
        require((manifest["target"], manifest["id"]) == (target, backup), f"{key} is another backup's manifest.")
        cipher = manifest.get("encryption", {}).get("algorithm")
        require(not cipher or self.master, f"{target}/{backup} is encrypted, and no key was given.")
        require(cipher in (None, "AES256-GCM-HKDF-1MB") and manifest["compression"].startswith("zstd:"),
                f"{key} names a cipher or a compression that is not known.")
        return manifest

    def data_key(self, target, backup):
        """Section 3."""
        key = f"{target}/{backup}/key.json"
        with self.open(key) as source:
            wrapped = json.loads(source.read(1 << 16))
        require((wrapped["version"], wrapped["algorithm"]) == (1, "AES256-GCM"), f"{key} is of an unknown kind.")
        require(wrapped["keyId"] == self.key_id, f"{key} needs key {wrapped['keyId']}; the one given is {self.key_id}.")
        sealed, bound_to = bytes.fromhex(wrapped["wrapped"]), b"zencap/v1/data-key/" + backup.encode()
        try:
            wrapping = AESGCM(derive(self.master, b"zencap/v1/wrap-data-key"))
            return wrapping.decrypt(sealed[:12], sealed[12:], bound_to)
        except (InvalidTag, ValueError):
            raise Refused(f"{key} does not open: it was changed, or is another backup's.")

    def decrypted(self, read, target, backup, name):
        """Section 5: segments whose authenticity was checked."""
        header = read(HEADER)
        require(len(header) == HEADER and header[0] == HEADER, f"{target}/{backup}/{name} is cut off.")
        info = f"zencap/v1/artifact/{backup}/{name}".encode()
        cipher = AESGCM(derive(self.data_key(target, backup), info, salt=header[1:33]))
        number, segment = 0, read(SEGMENT - HEADER)
        while True:
            following = read(SEGMENT)
            nonce = header[33:] + number.to_bytes(4, "big") + (b"\0" if following else b"\1")
            try:
                yield cipher.decrypt(nonce, segment, None)
            except (InvalidTag, ValueError):
                raise Refused(f"Segment {number} of {target}/{backup}/{name} does not authenticate: the stored bytes"
                              " were changed, cut off or moved.")
            if not following:
                return
            number, segment = number + 1, following

    def write(self, stored, target, backup, sink):
        """Section 6: an artifact or pack, decrypted and decompressed; whole if this ends well."""
        key, digest = f"{target}/{backup}/{stored['name']}", hashlib.sha256()
        with self.open(key) as source, \
                subprocess.Popen(["zstd", "-dcq", "--long=27"], stdin=subprocess.PIPE, stdout=sink) as zstd:
            def read(count):
                data = source.read(count)
                digest.update(data)
                return data

            blocks = iter(lambda: read(SEGMENT), b"")
            if stored["name"].endswith(".enc"):
                blocks = self.decrypted(read, target, backup, stored["name"])
            try:
                for block in blocks:
                    zstd.stdin.write(block)
                zstd.stdin.close()
            except BrokenPipeError:
                pass  # zstd, or whoever reads from it, has said why
            require(zstd.wait() == 0, f"{key} can't be decompressed, or its reader has ended.")
        require(digest.hexdigest() == stored["sha256"], f"{key} is not the object that the manifest names.")


def artifact(manifest, name):
    found = [a for a in manifest["artifacts"] if name in (a["name"], a["role"])]
    require(len(found) == 1, f"'{name}' is not one of: " + ", ".join(a["name"] for a in manifest["artifacts"]))
    return found[0]


def list_backups(repository, _):
    refused = 0
    for target, backup in repository.backups():
        try:
            manifest = repository.manifest(target, backup)
            safety = [f"(safety backup of recovery {manifest['safetyOf']})"] if "safetyOf" in manifest else []
            print(target, backup, manifest["kind"], *(a["name"] for a in manifest["artifacts"]), *safety, sep="  ")
        except (Refused, ValueError, KeyError) as e:
            refused += 1
            print(target, backup, f"REFUSED: {e}", sep="  ")
    require(not refused, f"{refused} backups are not to be trusted.")


def needs(repository, arguments):
    """The keys of all objects that a backup is restored from; some may be older backups' (section 7)."""
    manifest = repository.manifest(arguments.target, arguments.id)
    own = [f"{arguments.target}/{arguments.id}/{a['name']}" for a in manifest["artifacts"]]
    packs = [f"{p['target']}/{p['backupId']}/{p['name']}" for s in manifest["fileSets"] for p in s["packs"]]
    keys = [os.path.dirname(key) + "/key.json" for key in own + packs if key.endswith(".enc")]
    print(*sorted(set(own + packs + keys)), sep="\n")


def get(repository, arguments):
    manifest = repository.manifest(arguments.target, arguments.id)
    wanted = artifact(manifest, arguments.artifact)
    print(*manifest["notes"], sep="\n", end="\n" if manifest["notes"] else "", file=sys.stderr)
    if arguments.to == "-":
        return repository.write(wanted, arguments.target, arguments.id, sys.stdout.buffer)
    with to_write(arguments.to + ".partial") as sink:
        sink.truncate()
        repository.write(wanted, arguments.target, arguments.id, sink)
    os.rename(arguments.to + ".partial", arguments.to)


def to_write(path):
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600), "wb")


def raw(path):
    return path.encode() if isinstance(path, str) else base64.b64decode(path["base64"])


def inside(folder, path):
    parts = raw(path).split(b"/")
    require(not any(part in (b"", b".", b"..") or b"\0" in part for part in parts), f"{path} leads out of the folder.")
    return os.path.join(folder, *parts)


def apply(status, path):
    try:
        if os.geteuid() == 0:
            os.chown(path, status["uid"], status["gid"])
        moment, _, fraction = status["modified"][:-1].partition(".")
        modified = calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%S")) * 10**9 + int(fraction.ljust(9, "0"))
        os.utime(path, ns=(modified, modified))
    except (PermissionError, OverflowError, ValueError) as e:
        print(f"{path!r} is there; its owner or its time can't be set: {e}", file=sys.stderr)
    os.chmod(path, int(status["mode"], 8))


def files(repository, arguments):
    """Section 7: a file set into a new folder."""
    manifest = repository.manifest(arguments.target, arguments.id)
    sets = {s["set"]: s for s in manifest["fileSets"]}
    require(arguments.set in sets, "The backup has these file sets: " + ", ".join(sets))
    chosen, folder = sets[arguments.set], os.fsencode(os.path.abspath(arguments.to))
    os.mkdir(folder, 0o700)
    places = sqlite3.connect("")  # in a temporary file
    places.execute("CREATE TABLE place (pack INT, sha256 TEXT, path BLOB, start INT)")
    with tempfile.TemporaryFile() as index:
        repository.write(artifact(manifest, chosen["index"]), arguments.target, arguments.id, index)
        index.seek(0)
        for entry in map(json.loads, index):
            path, start = inside(folder, entry["path"]), 0
            os.makedirs(path if entry["type"] == "folder" else os.path.dirname(path), 0o700, exist_ok=True)
            for piece in entry.get("pieces", []):
                places.execute("INSERT INTO place VALUES (?, ?, ?, ?)", (piece["pack"], piece["sha256"], path, start))
                start += piece["bytes"]
        places.execute("CREATE INDEX by_piece ON place (pack, sha256)")
        for pack in chosen["packs"]:
            unpack(repository, pack, places)
        index.seek(0)
        finish(map(json.loads, index), folder)


def unpack(repository, pack, places):
    missing = {row[0] for row in places.execute("SELECT DISTINCT sha256 FROM place WHERE pack = ?", (pack["number"],))}
    with tempfile.TemporaryFile() as plain:
        repository.write(pack, pack["target"], pack["backupId"], plain)
        plain.seek(0)
        with tarfile.open(fileobj=plain, mode="r:") as tar:
            for member in iter(tar.next, None):
                require(member.size <= LARGEST_PIECE, f"{pack['name']} holds a piece that is too large to be one.")
                content = tar.extractfile(member).read()
                require(hashlib.sha256(content).hexdigest() == member.name, f"{pack['name']} holds a changed piece.")
                missing.discard(member.name)
                for path, start in places.execute("SELECT path, start FROM place WHERE pack = ? AND sha256 = ?",
                                                  (pack["number"], member.name)):
                    with to_write(path) as file:
                        file.seek(start)
                        file.write(content)
                tar.members.clear()
    require(not missing, f"{pack['name']} lacks pieces that the index names.")


def finish(entries, folder):
    """Sizes, links, owners, times and modes; of a folder when all in it is done."""
    above = []
    for entry in entries:
        path = inside(folder, entry["path"])
        while above and not path.startswith(above[-1][1] + b"/"):
            apply(*above.pop())
        if entry["type"] == "folder":
            above.append((entry["status"], path))
        elif entry["type"] == "file":
            with to_write(path) as file:
                file.truncate(entry["size"])
            apply(entry["status"], path)
        elif entry["type"] == "symlink":
            os.symlink(raw(entry["link"]), path)
        elif entry["type"] == "hardlink":
            os.link(inside(folder, entry["link"]), path)
        if "warning" in entry:
            print(f"{entry['type']} {raw(entry['path'])!r}: {entry['warning']}", file=sys.stderr)
    while above:
        apply(*above.pop())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key-file", help="file of 64 hexadecimal digits; else BACKUP_ENCRYPTION_KEY, or none")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, more, text in (
            ("list", list_backups, [], "every backup, its manifest checked"),
            ("needs", needs, ["target", "id"], "the objects that a backup is restored from"),
            ("get", get, ["target", "id", "artifact", "to"], "an artifact, by role or name, into a file; - for a pipe"),
            ("files", files, ["target", "id", "set", "to"], "a file set into a new folder")):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        for argument in ["repository"] + more:
            command.add_argument(argument)
    arguments = parser.parse_args()
    try:
        text = open(arguments.key_file).read() if arguments.key_file else os.environ.get("BACKUP_ENCRYPTION_KEY", "")
        require(re.fullmatch("([0-9a-fA-F]{64})?", text.strip()), "The key is not 64 hexadecimal digits.")
        arguments.run(Repository(arguments.repository, bytes.fromhex(text.strip()) or None), arguments)
    except (Refused, OSError, ValueError, KeyError, tarfile.TarError) as e:
        sys.exit(f"NOT RESTORED: {e}" if isinstance(e, Refused) else f"NOT RESTORED: {type(e).__name__}: {e}")


if __name__ == "__main__":
    main()
