"""The web pages: built files, and index.html for every address that a page invents."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from typing_extensions import override

STATIC_DIR: Final = Path(str(files("console"))) / "static"
FOREVER: Final = "public, max-age=31536000, immutable"


class Pages(StaticFiles):
    """Static files; a path without a dot that is no file is a page of the application."""

    @override
    async def check_config(self) -> None:
        """Say that the pages are missing, once they are asked for."""
        if not STATIC_DIR.is_dir():
            raise HTTPException(503, "the web pages are not built")

    @override
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, the application, or 404."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            name = path.rpartition("/")[2]
            if error.status_code != 404 or "." in name or path.startswith("api/"):  # noqa: PLR2004
                raise
            response = self._index()
        # Names under assets/ carry the hash of their content; everything else is asked for anew.
        fixed = path.startswith("assets/") and response.status_code == 200  # noqa: PLR2004
        response.headers["cache-control"] = FOREVER if fixed else "no-cache"
        return response

    def _index(self) -> Response:
        index = STATIC_DIR / "index.html"
        if not index.is_file():
            raise HTTPException(503, "the web pages are not built")
        return FileResponse(index)


def pages() -> Mount:
    """Return the mount of the pages, last of all routes."""
    return Mount("/", Pages(directory=STATIC_DIR, html=True, check_dir=False))
