"""A server on this machine that answers as the Hugging Face Hub and Kaggle do."""

import base64
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

REPOSITORY = r"(?P<name>[^/]+/[^/]+)"
ROUTES = [
    (rf"GET /api/models/{REPOSITORY}/revision/(?P<revision>[^/]+)", "info"),
    (rf"GET /api/models/{REPOSITORY}", "info"),
    (rf"GET /api/models/{REPOSITORY}/tree/(?P<revision>[^/]+)", "tree"),
    (rf"(HEAD|GET) /{REPOSITORY}/resolve/(?P<revision>[^/]+)/(?P<path>.+)", "file"),
    (r"POST /api/repos/create", "create"),
    (r"POST /api/validate-yaml", "nothing"),
    (rf"POST /api/models/{REPOSITORY}/preupload/(?P<revision>[^/]+)", "plan"),
    (r"POST /(?P<name>.+)\.git/info/lfs/objects/batch", "batch"),
    (r"PUT /blobs/(?P<token>.+)", "blob"),
    (rf"POST /api/models/{REPOSITORY}/commit/(?P<revision>[^/]+)", "commit"),
    (r"POST /api/v1/models.ModelApiService/(?P<call>\w+)", "kaggle_model"),
    (r"POST /api/v1/blobs.BlobApiService/StartBlobUpload", "kaggle_blob"),
]


class HubServer:
    """Repositories in memory, and what clients asked for.

    Attributes:
        repositories: For each name a dict from revisions to dicts from paths to bytes; versions
            are the revisions of Kaggle.
        gated: Names of repositories whose files are denied.
        anonymous: Whether clients aren't logged in, to whom what is missing is denied.
        licenses: For each name on Kaggle its licence.
        requests: Each request line.
    """

    def __init__(self):
        self.repositories, self.gated, self.anonymous = {}, set(), False
        self.licenses, self.requests, self.blobs = {}, [], {}

        class Handler(_Handler):
            hub = self

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True)
        self.thread.start()

    def serve(self, name, folder, revision="main"):
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.repositories.setdefault(name, {})[revision] = files

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def handle_request(self):
        request = f"{self.command} {unquote(urlsplit(self.path).path)}"
        self.hub.requests.append(request)
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        for pattern, method in ROUTES:
            if match := re.fullmatch(pattern, request):
                named = {k: v for k, v in match.groupdict().items() if v is not None}
                return getattr(self, method)(**named)
        return self.answer(404, {"error": "Not found"})

    do_GET = do_HEAD = do_POST = do_PUT = handle_request

    def answer(self, status, content, **headers):
        if not isinstance(content, bytes):
            headers["Content-Type"] = "application/json"
            content = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(content)}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(self, code, status=404):
        self.answer(status, {"error": code}, X_Error_Code=code, X_Error_Message=code)

    # === Hugging Face ===

    def find(self, name, revision="main"):
        """The commit and the files, or None after an answer that says what is missing."""
        revisions = self.hub.repositories.get(name)
        if revisions is None and self.hub.anonymous:
            return self.answer(401, {"error": "Invalid username or password."})
        if revisions is None:
            return self.refuse("RepoNotFound")
        commits = {_commit(files): files for files in revisions.values()}
        if revision in revisions:
            revision = _commit(revisions[revision])
        if revision not in commits:
            return self.refuse("RevisionNotFound")
        return revision, commits[revision]

    def info(self, name, **revision):
        if found := self.find(name, **revision):
            siblings = [{"rfilename": path} for path in found[1]]
            self.answer(200, {"id": name, "sha": found[0], "siblings": siblings})

    def tree(self, name, revision):
        if found := self.find(name, revision):
            files = [
                {"type": "file", "path": path, "size": len(content), "oid": _etag(content)}
                for path, content in found[1].items()
            ]
            self.answer(200, files)

    def file(self, name, revision, path):
        if name in self.hub.gated:
            return self.refuse("GatedRepo", 403)
        if found := self.find(name, revision):
            commit, files = found
            if path not in files:
                return self.refuse("EntryNotFound")
            self.answer(200, files[path], X_Repo_Commit=commit, ETag=f'"{_etag(files[path])}"')

    def nothing(self):
        self.answer(200, {})

    def create(self):
        request = json.loads(self.body)
        name = f"{request['organization']}/{request['name']}"
        if self.hub.anonymous:
            return self.answer(401, {"error": "Invalid username or password."})
        if name in self.hub.repositories:
            return self.answer(409, {"error": "Exists", "url": f"{self.hub.url}/{name}"})
        self.hub.repositories[name] = {"main": {}}
        self.answer(200, {"url": f"{self.hub.url}/{name}"})

    def plan(self, name, revision):
        files = [
            {
                "path": file["path"],
                "uploadMode": "lfs" if file["path"].endswith(".h5") else "regular",
                "shouldIgnore": False,
            }
            for file in json.loads(self.body)["files"]
        ]
        self.answer(200, {"files": files})

    def batch(self, name):
        objects = [
            {**entry, "actions": {"upload": {"href": f"{self.hub.url}/blobs/{entry['oid']}"}}}
            for entry in json.loads(self.body)["objects"]
        ]
        self.answer(200, {"transfer": "basic", "objects": objects})

    def blob(self, token):
        self.hub.blobs[token] = self.body
        self.answer(200, {})

    def commit(self, name, revision):
        files = self.hub.repositories[name][revision]
        for line in self.body.splitlines():
            operation = json.loads(line)
            key, value = operation["key"], operation["value"]
            if key == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif key == "lfsFile":
                content = self.hub.blobs[value["oid"]]
                assert hashlib.sha256(content).hexdigest() == value["oid"]
                files[value["path"]] = content
            elif key == "deletedFile":
                del files[value["path"]]
        oid = _commit(files)
        self.answer(200, {"commitOid": oid, "commitUrl": f"{self.hub.url}/{name}/commit/{oid}"})

    # === Kaggle ===

    def kaggle_model(self, call):
        request = json.loads(self.body)
        name = f"{request.get('ownerSlug')}/{request.get('modelSlug', request.get('slug'))}"
        body = request.get("body", {})
        name += f"/{request.get('instanceSlug', body.get('instanceSlug'))}"
        versions = self.hub.repositories.get(name, {})
        if name in self.hub.gated:
            return self.answer(403, {"code": 403, "message": "Permission denied"})
        if call in ("CreateModel", "GetModel"):
            return self.answer(200, {"id": 1})
        if call in ("CreateModelInstance", "CreateModelInstanceVersion"):
            if call == "CreateModelInstance" and versions:
                return self.answer(200, {"error": "exists", "errorCode": 409})
            blobs = [self.hub.blobs[file["token"]] for file in body["files"]]
            names = [file["token"].partition("-")[2] for file in body["files"]]
            versions[str(len(versions) + 1)] = dict(zip(names, blobs, strict=True))
            self.hub.repositories[name] = versions
            self.hub.licenses.setdefault(name, body.get("licenseName"))
            return self.answer(200, {"id": 1})
        version = str(request.get("versionNumber", max(versions, default=0)))
        if version not in versions:
            return self.answer(404, {"code": 404, "message": "Not found"})
        files = versions[version]
        if call == "GetModelInstance":
            return self.answer(200, {"versionNumber": int(version)})
        if call == "ListModelInstanceVersionFiles":
            return self.answer(200, {"files": [{"name": path} for path in files]})
        return self.answer(200, files[request["path"]])

    def kaggle_blob(self):
        token = f"{len(self.hub.requests)}-{json.loads(self.body)['name']}"
        self.answer(200, {"token": token, "createUrl": f"{self.hub.url}/blobs/{token}"})


def _etag(content):
    return hashlib.sha1(content).hexdigest()


def _commit(files):
    return _etag(json.dumps({path: _etag(files[path]) for path in sorted(files)}).encode())
