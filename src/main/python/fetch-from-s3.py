#!/usr/bin/env python3
"""Copies what lies in an S3 bucket into a folder, with nothing but Python 3.8 or later. What is there already in full
size is left out, and what was cut off goes on where it ended.

AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and AWS_ENDPOINT_URL say how to reach it.
"""
import argparse, datetime, fnmatch, hashlib, hmac, http.client, os, sys, time, urllib.parse, urllib.request
import xml.etree.ElementTree as ElementTree


def get(bucket, key, query=(), start=0):
    """Asks for an object, or with a query for a page of the list; signed by Signature Version 4."""
    region = os.environ.get("AWS_REGION", "us-east-1")
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
    base = f"{endpoint}/{bucket}/" if endpoint else f"https://{bucket}.s3.{region}.amazonaws.com/"
    url = urllib.parse.urlsplit(base + urllib.parse.quote(key, safe="/-_.~"))
    url = url._replace(query="&".join(f"{k}={urllib.parse.quote(v, safe='-_.~')}" for k, v in sorted(query)))
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    headers = {"host": url.netloc, "x-amz-content-sha256": hashlib.sha256().hexdigest(), "x-amz-date": now}
    if os.environ.get("AWS_SESSION_TOKEN"):
        headers["x-amz-security-token"] = os.environ["AWS_SESSION_TOKEN"]
    names, scope = ";".join(sorted(headers)), f"{now[:8]}/{region}/s3/aws4_request"
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = "\n".join(["GET", url.path, url.query, lines, names, headers["x-amz-content-sha256"]])
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(request.encode()).hexdigest()])
    signature = ("AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"]).encode()
    for part in scope.split("/") + [to_sign]:
        signature = hmac.new(signature, part.encode(), "sha256").digest()
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={os.environ['AWS_ACCESS_KEY_ID']}/{scope}, "
                                f"SignedHeaders={names}, Signature={signature.hex()}")
    if start:
        headers["range"] = f"bytes={start}-"
    return urllib.request.urlopen(urllib.request.Request(url.geturl(), headers=headers), timeout=60)


def patiently(work):
    """Does it again after what may pass."""
    for wait in (1, 2, 4, 8, 16, None):
        try:
            return work()
        except (OSError, http.client.HTTPException) as e:
            status = getattr(e, "code", 500)
            if wait is None or (status < 500 and status != 429):
                raise
            time.sleep(wait)


def listed(bucket, prefix):
    """Keys and sizes below a prefix."""
    token, more = [], True
    while more:
        query = [("list-type", "2"), ("prefix", prefix)] + token
        page = patiently(lambda: ElementTree.fromstring(get(bucket, "", query).read()))
        fields = {e.tag.rpartition("}")[2]: e.text for e in page}
        for contents in page.iter():
            if contents.tag.endswith("Contents"):
                found = {e.tag.rpartition("}")[2]: e.text for e in contents}
                yield found["Key"], int(found["Size"])
        more = fields.get("IsTruncated") == "true"
        token = [("continuation-token", fields.get("NextContinuationToken", ""))]


def fetch(bucket, key, size, path):
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    with open(os.open(path + ".partial", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as sink:
        def rest():
            start = os.fstat(sink.fileno()).st_size
            if start >= size:
                sink.truncate(0)
                start = 0
            with get(bucket, key, start=start) as answer:
                if start and answer.status != 206:
                    sink.truncate(0)
                for block in iter(lambda: answer.read(1 << 20), b""):
                    sink.write(block)
            sink.flush()
            if os.fstat(sink.fileno()).st_size != size:
                raise OSError(f"{key} broke off")

        patiently(rest)
    os.rename(path + ".partial", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", help="s3://bucket or s3://bucket/prefix")
    parser.add_argument("folder")
    parser.add_argument("pattern", nargs="*", default=["*"], help="keys below the prefix, with * and ?; none: all")
    arguments = parser.parse_args()
    try:
        bucket, _, prefix = arguments.place.split("://", 1)[1].partition("/")
        prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        for key, size in listed(bucket, prefix):
            relative = key[len(prefix):]
            path = os.path.join(arguments.folder, relative)
            wanted = any(fnmatch.fnmatchcase(relative, pattern) for pattern in arguments.pattern)
            if any(part in ("", "..") or part.startswith(".") for part in relative.split("/")) or not wanted:
                continue
            if not os.path.exists(path) or os.path.getsize(path) != size or key.endswith(("key.json", "hold.json")):
                fetch(bucket, key, size, path)
                print(relative)
    except (OSError, http.client.HTTPException, KeyError, IndexError, ElementTree.ParseError) as e:
        sys.exit(f"NOT FETCHED: {type(e).__name__}: {e}. HINT: see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,"
                 " AWS_REGION and AWS_ENDPOINT_URL.")


if __name__ == "__main__":
    main()
