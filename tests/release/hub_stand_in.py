"""A stand-in for the Hugging Face Hub: `python hub_stand_in.py PORT FOLDER` serves what `huggingface_hub` asks of it to make a
repository, upload, list, tag and download. It keeps everything in FOLDER, so that it goes on where it was killed.

It can be told to misbehave: `POST /stand-in` with `hold` (LFS uploads that arrive in part and are never answered, counted from 0),
`spoil` (a path of which a commit keeps one byte more), or `{}` to behave again. `GET /stand-in` lists the requests.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

TOKEN = "hf_invented"
_LOCK = threading.Lock()


class Hub(ThreadingHTTPServer):
    """The state: repositories (branches, tags, commits) in a JSON file, contents by their digest in files."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.folder = folder
        self.state = folder / "state.json"
        self.repositories = json.loads(self.state.read_text()) if self.state.exists() else {}
        self.faults: dict[str, object] = {}
        self.seen: list[str] = []
        self.n_uploads = 0
        (folder / "objects").mkdir(parents=True, exist_ok=True)

    def object(self, digest: str) -> Path:
        return self.folder / "objects" / digest

    def commit(self, repository: dict[str, object], files: dict[str, dict[str, object]]) -> str:
        oid = hashlib.sha1(json.dumps([files, repository["branches"]], sort_keys=True).encode(), usedforsecurity=False).hexdigest()
        repository["commits"][oid] = files
        repository["branches"]["main"] = oid
        self.save()
        return oid

    def save(self) -> None:
        new = self.state.with_suffix(".new")
        new.write_text(json.dumps(self.repositories))
        new.replace(self.state)

    def keep(self, content: bytes) -> dict[str, object]:
        """A file that Git itself holds."""
        oid = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        self.object(oid).write_bytes(content)
        return {"oid": oid, "size": len(content), "content": oid}

    def keep_large(self, oid: str) -> dict[str, object]:
        """A file whose content was uploaded before; Git holds a pointer to it."""
        size = self.object(oid).stat().st_size
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n".encode()
        large = {"oid": oid, "size": size, "pointerSize": len(pointer)}
        return {"oid": hashlib.sha1(b"blob %d\0" % len(pointer) + pointer, usedforsecurity=False).hexdigest(), "size": size, "lfs": large, "content": oid}


class Handler(BaseHTTPRequestHandler):
    """One request: the first pattern of its method that fits its path answers it."""

    protocol_version = "HTTP/1.1"
    server: Hub

    def do_GET(self) -> None:
        self._answer("GET")

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def log_message(self, *_: object) -> None:
        """Nothing: the requests are listed on demand."""

    def _answer(self, method: str) -> None:
        path = unquote(urlsplit(self.path).path)
        for methods, pattern, answer in ROUTES:
            if method in methods.split() and (match := re.fullmatch(pattern, path)):
                if not path.startswith("/stand-in"):
                    self.server.seen.append(f"{method} {path}")
                    if "lfs/objects" not in path and self.headers.get("Authorization") != f"Bearer {TOKEN}":
                        self._refuse(401, "Invalid credentials in Authorization header")
                        return
                answer(self, *match.groups())
                return
        self._refuse(404, f"no {method} {path}")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().strip() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, content: object, status: int = 200, **headers: str) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _refuse(self, status: int, said: str, **headers: str) -> None:
        self._body()
        self._say({"error": said}, status, X_Error_Message=said, **headers)

    def _files(self, name: str, revision: str) -> dict[str, dict[str, object]] | None:
        """The files of a revision; None (and it is said) where there is no such repository or revision."""
        repository = self.server.repositories.get(name)
        if repository is None:
            self._refuse(404, "Repository not found", X_Error_Code="RepoNotFound")
            return None
        commit = repository["branches"].get(revision) or repository["tags"].get(revision) or revision
        if commit not in repository["commits"]:
            self._refuse(404, "Revision not found", X_Error_Code="RevisionNotFound")
            return None
        return repository["commits"][commit] | {"": commit}

    # ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────

    def create(self) -> None:
        asked = json.loads(self._body())
        name = f"{asked['organization']}/{asked['name']}"
        with _LOCK:
            if name in self.server.repositories:
                self._say({"error": "You already created this dataset repo", "url": self._url(name)}, 409)
                return
            is_private = asked.get("private", asked.get("visibility") == "private")  # older clients say the first, newer ones the second
            repository = self.server.repositories[name] = {"private": is_private, "branches": {}, "tags": {}, "commits": {}}
            self.server.commit(repository, {".gitattributes": self.server.keep(b"*.parquet filter=lfs diff=lfs merge=lfs -text\n")})
        self._say({"url": self._url(name), "name": name})

    def _url(self, name: str) -> str:
        return f"http://{self.headers['Host']}/datasets/{name}"

    def refs(self, name: str) -> None:
        repository = self.server.repositories.get(name)
        if repository is None:
            self._refuse(404, "Repository not found", X_Error_Code="RepoNotFound")
            return
        lists = {kind: [{"name": n, "ref": f"refs/{ref}/{n}", "targetCommit": c} for n, c in repository[kind].items()] for kind, ref in KINDS.items()}
        self._say({**lists, "converts": []})

    def revision(self, name: str, revision: str) -> None:
        if (files := self._files(name, revision)) is not None:
            siblings = [{"rfilename": path} for path in sorted(files) if path]
            self._say({"id": name, "sha": files[""], "private": True, "siblings": siblings, "tags": [], "downloads": 0, "likes": 0})

    def tree(self, name: str, revision: str) -> None:
        if (files := self._files(name, revision)) is None:
            return
        folders = {"/".join(path.split("/")[:n]) for path in files for n in range(1, path.count("/") + 1)}
        entries = [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders]
        entries += [{"type": "file", "path": path, **{k: v for k, v in entry.items() if k != "content"}} for path, entry in files.items() if path]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked.get("recursive", "").lower() != "true":
            entries = [entry for entry in entries if "/" not in str(entry["path"])]
        # By tens, as a repository with many files is listed by hundreds: a client that reads the first page alone would be seen.
        entries.sort(key=lambda entry: str(entry["path"]))
        start = int(asked.get("cursor", 0))
        more = f"http://{self.headers['Host']}{urlsplit(self.path).path}?{urlencode(asked | {'cursor': start + 10})}"
        link = {"Link": f'<{more}>; rel="next"'} if start + 10 < len(entries) else {}
        self._say(entries[start : start + 10], **link)

    def validate_yaml(self) -> None:
        asked = json.loads(self._body())
        is_good = asked["content"].startswith("---\n")
        self._say({"errors": [] if is_good else [{"message": "no metadata"}], "warnings": []}, 200 if is_good else 400)

    def preupload(self, name: str, revision: str) -> None:
        if (files := self._files(name, revision)) is None:
            return
        asked = json.loads(self._body())["files"]
        modes = [
            {
                "path": one["path"],
                "uploadMode": "lfs" if one["path"].endswith(".parquet") else "regular",
                "shouldIgnore": False,
                "oid": files.get(one["path"], {}).get("oid"),
            }
            for one in asked
        ]
        self._say({"files": modes})

    def batch(self, name: str) -> None:
        del name
        objects = []
        for one in json.loads(self._body())["objects"]:
            is_there = self.server.object(one["oid"]).exists()
            href = f"http://{self.headers['Host']}/lfs/objects/{one['oid']}"
            actions = {} if is_there else {"actions": {"upload": {"href": href}, "verify": {"href": f"{href}/verify"}}}
            objects.append({"oid": one["oid"], "size": one["size"], **actions})
        self._say({"transfer": "basic", "objects": objects})

    def upload(self, oid: str) -> None:
        with _LOCK:
            number = self.server.n_uploads
            self.server.n_uploads += 1
        if number in self.server.faults.get("hold", []):
            self.rfile.read(100)
            while self.server.faults.get("hold"):
                time.sleep(0.05)
            self.close_connection = True
            return
        content = self._body()
        if hashlib.sha256(content).hexdigest() != oid:
            self._say({"error": "content is not what was announced"}, 400)
            return
        new = self.server.folder / f"new-{number}"
        new.write_bytes(content)
        new.replace(self.server.object(oid))
        self._say({})

    def verify(self, oid: str) -> None:
        asked = json.loads(self._body())
        file = self.server.object(oid)
        is_good = file.exists() and file.stat().st_size == asked["size"]
        self._say({}, 200 if is_good else 404)

    def commit(self, name: str, revision: str) -> None:
        if (files := self._files(name, revision)) is None:
            return
        files = dict(files)
        lines = [json.loads(line) for line in self._body().splitlines() if line]
        head, spoiled = files.pop(""), self.server.faults.get("spoil")
        if lines[0]["value"].get("parentCommit") not in {None, head}:
            self._say({"error": "A commit has happened since. Please refresh and try again."}, 412)
            return
        for line in lines[1:]:
            value = line["value"]
            match line["key"]:
                case "file":
                    content = base64.b64decode(value["content"])
                    files[value["path"]] = self.server.keep(content + b"!" if value["path"] == spoiled else content)
                case "lfsFile":
                    files[value["path"]] = self.server.keep_large(value["oid"])
                case "deletedFile":
                    del files[value["path"]]
        with _LOCK:
            oid = self.server.commit(self.server.repositories[name], files)
        self._say({"success": True, "commitOid": oid, "commitUrl": f"{self._url(name)}/commit/{oid}", "hookOutput": ""})

    def tag(self, name: str, revision: str) -> None:
        if (files := self._files(name, revision)) is None:
            return
        tag = json.loads(self._body())["tag"]
        with _LOCK:
            tags = self.server.repositories[name]["tags"]
            if tag in tags:
                self._say({"error": "Tag reference exists already"}, 409)
                return
            tags[tag] = files[""]
            self.server.save()
        self._say({})

    def resolve(self, name: str, revision: str, path: str) -> None:
        if (files := self._files(name, revision)) is None:
            return
        entry = files.get(path)
        if entry is None:
            self._refuse(404, "Entry not found", X_Error_Code="EntryNotFound")
            return
        self._say(self.server.object(entry["content"]).read_bytes(), ETag=f'"{entry["content"]}"', X_Repo_Commit=files[""])

    def stand_in(self) -> None:
        if self.command == "POST":
            self.server.faults, self.server.n_uploads = json.loads(self._body()), 0
            self.server.seen.clear()
        self._say(self.server.seen)


KINDS = {"branches": "heads", "tags": "tags"}
_NAME = r"([^/]+/[^/]+)"
ROUTES = [
    ("GET POST", r"/stand-in", Handler.stand_in),
    ("POST", r"/api/repos/create", Handler.create),
    ("POST", r"/api/validate-yaml", Handler.validate_yaml),
    ("GET", rf"/api/datasets/{_NAME}/refs", Handler.refs),
    ("GET", rf"/api/datasets/{_NAME}/revision/([^/]+)", Handler.revision),
    ("GET", rf"/api/datasets/{_NAME}/tree/([^/]+)/?", Handler.tree),
    ("POST", rf"/api/datasets/{_NAME}/preupload/([^/]+)", Handler.preupload),
    ("POST", rf"/api/datasets/{_NAME}/commit/([^/]+)", Handler.commit),
    ("POST", rf"/api/datasets/{_NAME}/tag/([^/]+)", Handler.tag),
    ("POST", rf"/datasets/{_NAME}\.git/info/lfs/objects/batch", Handler.batch),
    ("PUT", r"/lfs/objects/([0-9a-f]{64})", Handler.upload),
    ("POST", r"/lfs/objects/([0-9a-f]{64})/verify", Handler.verify),
    ("GET HEAD", rf"/datasets/{_NAME}/resolve/([^/]+)/(.+)", Handler.resolve),
]
"""Methods, path, what answers; the path's groups are its arguments."""


if __name__ == "__main__":
    Hub(int(sys.argv[1]), Path(sys.argv[2])).serve_forever()
