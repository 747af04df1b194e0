"""Scanners that others wrote, against a running site with the demo's people: wapiti and sqlmap.

    python -m proof.scanners [MINUTES]

Both are put into a place of their own under build/scanners. They look at the site as a visitor, a lead and a learner,
and on this machine only. Two pages with faults are planted: a scanner that does not name its own has found nothing, and
the run does not count. What they report otherwise is an open finding, unless ALLOWED says why it is none. There is no
API, so there is nothing for schemathesis; axe runs in the journeys.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from proof import ground, keeping, report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.test import Client

WORK = Path(__file__).resolve().parents[1] / "build" / "scanners"
TOOLS = ("wapiti3==3.2.3", "sqlmap==1.10.10")  # GPL 2, of 2026: used here, never a part of the product
LEARNERS = 12
WHO = (None, "lead", "learner")  # of the demo's cast
MODULES = "xss,permanentxss,sql,exec,file,redirect,crlf,csrf,http_headers,cookieflags,csp,methods,upload"
MUST_FIND = {"wapiti: reflected script", "wapiti: statement", "sqlmap: statement"}
NOT_TO_PRESS = ("account/logout", "demo/")
TOKEN = "c" * 32
PLANTED = {"xss": "planted/says/?q=a", "sql": "planted/finds/?id=1"}  # proof/planted_urls.py
WITH_HTTPS = "here it is http; with https: tests/accounts/test_leaving.py"
ALLOWED = {  # (scanner, what it says, in which address): why it is none
    (
        "wapiti",
        "Secure Flag cookie",
        "",
    ): WITH_HTTPS,
    (
        "wapiti",
        "HTTP Strict Transport Security",
        "",
    ): WITH_HTTPS,
}


@dataclass
class Target:
    """Something with parameters: an address, or a form that is sent there."""

    url: str
    data: str = ""


@dataclass
class Found:
    """What a scanner named, and on how much."""

    planted: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    allowed: Counter[str] = field(default_factory=Counter)
    looked_at: Counter[str] = field(default_factory=Counter)

    def note(self, scanner: str, what: str, where: str) -> None:
        """One finding."""
        if "/planted/" in where:
            self.planted.add(f"{scanner}: {'reflected script' if 'says' in where else 'statement'}")
            return
        for (by, said, path), why in ALLOWED.items():
            if (by, True, True) == (scanner, said in what, path in where):
                self.allowed[f"{what}: {why}"] += 1
                return
        self.open.append(f"{what}: {where}")


def tools() -> Path:
    """The folder of the scanners' programs."""
    programs = WORK / "venv" / "bin"
    if not (programs / "sqlmap").exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *TOOLS], check=True)
    return programs


def wapiti(
    programs: Path, base: str, starts: Iterable[str], cookie: str, minutes: float, found: Found, who: str
) -> None:
    """Tries each of the pages it is told of, the forms on them, and some that they lead to."""
    out = WORK / f"wapiti-{who}.json"
    out.unlink(missing_ok=True)
    words = [programs / "wapiti", "-u", base, "--scope", "folder", "-m", MODULES, "-f", "json", "-o", out]
    words += ["--flush-session", "--store-session", WORK / "sessions", "--no-bugreport", "--drop-set-cookie", "-v", "0"]
    words += ["--max-links-per-page", "4", "--max-scan-time", str(round(minutes * 60)), "-d", "1"]
    words += ["--max-attack-time", str(round(minutes * 60 / len(MODULES.split(",")) + 5))]
    for start in starts:
        words += ["-s", start]
    for closed in NOT_TO_PRESS:
        words += ["-x", f"{base}{closed}*"]
    if cookie:
        words += ["-C", cookie]
    # It looks after itself; should it not, it is ended.
    with subprocess.Popen(list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(minutes * 60 * 3 + 120)
        except subprocess.TimeoutExpired:
            process.kill()
    said = json.loads(out.read_text()) if out.exists() else {}
    found.looked_at[f"pages by wapiti as {who}"] = int(said.get("infos", {}).get("crawled_pages_nbr", 0))
    for kind in ("vulnerabilities", "anomalies"):
        for what, many in said.get(kind, {}).items():
            for one in many:
                where = one["path"] + (f" ({one['parameter']})" if one.get("parameter") else "")
                found.note("wapiti", f"{what} {one['info'][:120]}", where)


def sqlmap(programs: Path, target: Target, cookie: str, seconds: float, found: Found, who: str) -> None:
    """Tries each parameter of one target."""
    out = WORK / "sqlmap"
    words = [programs / "sqlmap", "-u", target.url, "--batch", "--flush-session", "--disable-coloring"]
    words += ["--dbms", "postgresql", "--level", "1", "--risk", "1", "--technique", "BEU", "--threads", "2"]
    words += ["--skip", "csrfmiddlewaretoken,form_key", "--output-dir", out, "--timeout", "20", "--retries", "1"]
    words += ["--smart"] * bool("/planted/" not in target.url)  # what answers alike whatever is asked is left at that
    words += ["--data", target.data] * bool(target.data) + ["--cookie", cookie] * bool(cookie)
    try:
        ended = subprocess.run(
            list(map(str, words)), capture_output=True, text=True, timeout=seconds, check=False, env=_plain()
        )
    except subprocess.TimeoutExpired:
        found.looked_at[f"given up by sqlmap as {who}"] += 1
        return
    found.looked_at[f"forms and lists by sqlmap as {who}"] += 1
    for name in re.findall(r"^Parameter: (.*)$", ended.stdout, re.MULTILINE):
        found.note("sqlmap", f"injection by {name}", target.url)


def _plain() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}


def targets(client: Client, base: str) -> tuple[list[str], list[Target]]:
    """One page of each view that somebody comes to by links; and all that has parameters, each set of names once."""
    from tests.site import fuzz  # noqa: PLC0415 - needs Django

    found: dict[tuple[str, ...], Target] = {}
    seen: set[str] = set()
    shown: list[str] = []
    waiting = deque(fuzz.FIRST)
    while waiting:
        path = waiting.popleft()
        if path.startswith(tuple(f"/{one}" for one in NOT_TO_PRESS)) or "export=" in path:
            continue
        view, names = fuzz.view_of(path), _names(urlsplit(path).query)
        if names:
            found.setdefault((view, *names), Target(base + path[1:]))
        if view in seen:
            continue
        seen.add(view)
        answer: Any = client.get(path)
        if answer.has_header("Location"):
            waiting.append(answer["Location"])
        if not answer["Content-Type"].startswith("text/html"):
            continue
        shown.append(base + path[1:])
        page = fuzz.Forms(answer.content.decode())
        waiting.extend(link for link in page.links if link.startswith("/"))
        for action, fields, files in page.forms:
            to = (path if action in ("", "get:") else action).partition("?")[0]
            if files or not fields or to.startswith(tuple(f"/{one}" for one in NOT_TO_PRESS)):
                continue
            said = urlencode({name: values[-1] or "a" for name, values in fields.items()})
            key = (fuzz.view_of(to), (action == "get:" and "get") or "post", *sorted(fields))
            one = Target(f"{base}{to[1:]}?{said}") if action == "get:" else Target(base + to[1:], _with_token(said))
            found.setdefault(key, one)
    return shown, list(found.values())


def _names(query: str) -> Sequence[str]:
    return sorted(part.partition("=")[0] for part in query.split("&") if part)


def _with_token(said: str) -> str:
    return re.sub(r"csrfmiddlewaretoken=[^&]*", f"csrfmiddlewaretoken={TOKEN}", said)


def scan(base: str, clients: Iterable[tuple[str, str, Client]], minutes: float) -> Found:
    """Both scanners as each of them, within about so many minutes."""
    found, programs = Found(), tools()
    those = list(clients)
    wapiti(programs, f"{base}planted/", [base + one for one in PLANTED.values()], "", 2, found, "a check")
    sqlmap(programs, Target(base + PLANTED["sql"]), "", 120, found, "a check")
    for who, cookie, client in those:
        pages, there = targets(client, base)
        wapiti(programs, base, pages, cookie, minutes * 0.5 / len(those), found, who)
        until = time.monotonic() + minutes * 60 * 0.5 / len(those)
        found.looked_at[f"views there are for {who}"] = len(pages)
        found.looked_at[f"forms and lists there are for {who}"] = len(there)
        for one in there:
            if (left := until - time.monotonic()) > 1:
                sqlmap(programs, one, cookie, min(left + 20, 120), found, who)
    return found


def main(said: list[str]) -> int:
    """1 where something is open, where a scanner did not find what was planted for it, or saw no page."""
    from django.db import connections  # noqa: PLC0415 - needs Django

    minutes = float(said[0]) if said else 30.0
    os.environ["WRAPAROUND_DEMO_LEARNERS"] = str(LEARNERS)
    told = {"WRAPAROUND_DEMO": "yes", "DATABASE_EMBEDDED": "yes", "PROOF_URLS": "proof.planted_urls"}
    with ground.standing() as here, keeping.site(here, PROOF_PLANTED="proof.planted.FreshKeys", **told) as (at, _, _):
        from django.conf import settings  # noqa: PLC0415

        from tests import people  # noqa: PLC0415
        from wraparound.demo import load, made  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["*"]
        load.load(print)
        began = time.perf_counter()
        clients = []
        for key in WHO:
            client = people.browser(made.person(f"cast:{key}") if key else None)
            signed_in = f"session={client.cookies['session'].value}; " if key else ""
            clients.append((key or "visitor", f"{signed_in}csrftoken={TOKEN}", client))
        found = scan(f"http://{at}/", clients, minutes)
        connections.close_all()
    for one in sorted(set(found.open)):
        print(one)
    report.write(
        "scanners", open=len(set(found.open)), planted_found=sorted(found.planted), looked_at=dict(found.looked_at),
        allowed=dict(found.allowed), minutes=round((time.perf_counter() - began) / 60, 1),
    )  # fmt: skip
    blind = [who or "visitor" for who in WHO if not found.looked_at[f"pages by wapiti as {who or 'visitor'}"]]
    return int(bool(found.open or blind) or not found.planted >= MUST_FIND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
