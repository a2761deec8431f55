"""Extensions that are older than what the server has.

What is wrong: an extension is at an earlier version than the one that the server would install today. Only the server
knows that: a linter that looks there says so, with the version.

Why it matters: what its author has mended since, security among it, is not there; a later version of PostgreSQL may not
have the old one at all.

What is done: ``ALTER EXTENSION … UPDATE TO`` the version that the finding names.

What it locks: whatever the extension's script locks, for as long as that runs; of the application's own tables none,
unless the script writes them.

The way back: none. Extensions come with scripts for the update to a later version, hardly any with one back; the way back
of the migration says so, and leaves the extension at its new version.

When not to: before somebody has read the extension's release notes, and tried the update on a copy. Where a database
cannot have that version (another server, a developer's machine), the migration fails there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "outdated-extension"
promise = "Extensions are at the version that the server has for them."
slug = "update_extensions"
answers = {"supabase": ("extension_versions_outdated",)}
applicability = api.Applicability.UNSAFE

_VERSION = re.compile(r"(?!.*--)[A-Za-z0-9](?:[A-Za-z0-9._+~-]*[A-Za-z0-9])?")
"""What PostgreSQL takes for one (check_valid_version_name in its source), and nothing that is odd besides."""


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Nothing: which versions there are, only the server knows."""
    return ()


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That the extension is at the version, or at a later one."""
    extension, version = _extension(finding, catalog), _wanted(finding)
    if extension is None or extension.version is None or not _VERSION.fullmatch(version):
        return None
    if extension.version != version and not api.is_older(version, extension.version):
        return None
    return f"it is at version {extension.version}"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """ALTER EXTENSION … UPDATE TO."""
    extension, version = _extension(finding, catalog), _wanted(finding)
    if extension is None:
        return api.Refusal(finding, "unresolved", "there is no such extension")
    if by := satisfied(finding, catalog, options):
        return api.Satisfied(finding, by)
    name = extension.ref.name
    if not _VERSION.fullmatch(version):
        shown = f"{api.literal(version)} is no version" if version else "it does not say to which version"
        decide = f"Run ALTER EXTENSION {api.identifier(name)} UPDATE by hand."
        return api.Refusal(finding, "unresolved", shown, decide)
    was = str(finding.data.get("installed_version") or extension.version or "")
    came = f" It was at {was}." if _VERSION.fullmatch(was) else ""
    return api.Fix(
        finding,
        title=f"{name} is updated to {version}",
        why=f"The server has version {version} of the extension {name}.{came}",
        slug=f"update_{name}",
        operations=(api.Operation("update_extension", {"extension": name, "version": version}),),
        applicability=applicability,
        notes=("Read its release notes first: there is no way back to the earlier version.",),
    )


def _extension(finding: api.Finding, catalog: api.Catalog) -> api.Extension | None:
    return catalog.find(finding.target, api.Extension) if finding.target else None


def _wanted(finding: api.Finding) -> str:
    return str(finding.data.get("default_version") or "")
