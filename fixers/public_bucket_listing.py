"""Policies that let everybody list a public bucket.

What is wrong: a policy on ``storage.objects`` lets clients select every object of a bucket, with no other condition than
the bucket's name.

Why it matters: the files of a public bucket are read by their URL, for which no policy is asked. What the policy adds is
that anybody can list them: names that were only known to those who were given them.

What is done: DROP POLICY.

What it locks: ACCESS EXCLUSIVE on ``storage.objects``, for a moment.

The way back: CREATE POLICY as it was.

When not to: where the bucket is not public, since its files are read through the policy; and where the application lists
it. Whether a bucket is public stands in ``storage.buckets``, which migrations do not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fixer import api

rule = "public-bucket-listing"
promise = "Nobody lists the files of a public bucket."
slug = "drop_bucket_listing"
answers = {"supabase": ("public_bucket_allows_listing",)}
applicability = api.Applicability.UNSAFE
by_default = False

_OBJECTS = api.ObjectRef("table", "storage", "objects")
_WHOLE = re.compile(
    r"[\s(]*(?:objects\s*\.\s*)?bucket_id\s*=\s*'(?P<bucket>(?:[^']|'')*)'(?:::text)?[\s)]*\Z", re.I
)


def detect(catalog: api.Catalog, options: api.Options) -> Iterable[api.Problem]:
    """Policies that let clients select all of a bucket."""
    for policy in catalog.objects(api.Policy):
        if _bucket(policy) is not None:
            yield api.Problem(policy.ref, f"lets everybody list the bucket {_bucket(policy)}")


def satisfied(finding: api.Finding, catalog: api.Catalog, options: api.Options) -> str | None:
    """That no policy lets anybody list the bucket."""
    return None if _policies(finding, catalog) else "no policy of storage.objects selects by the bucket alone"


def fix(
    finding: api.Finding, catalog: api.Catalog, options: api.Options
) -> api.Fix | api.Refusal | api.Satisfied:
    """DROP POLICY."""
    policies = _policies(finding, catalog)
    if not policies:
        return api.Satisfied(finding, satisfied(finding, catalog, options) or "it is gone")
    listed = ", ".join(f'"{policy.ref.name}"' for policy in policies)
    buckets = ", ".join(dict.fromkeys(str(_bucket(policy)) for policy in policies))
    return api.Fix(
        finding,
        title=f"drop {listed}, which lets everybody list {buckets}",
        why=f"{listed} on storage.objects lets everybody list the bucket {buckets}.",
        slug=f"drop_listing_of_{re.sub('[^a-z0-9]+', '_', buckets.lower())}",
        operations=tuple(
            api.Operation("drop_policy", {"policy": policy.ref, "table": policy.table}) for policy in policies
        ),
        applicability=applicability,
        notes=(f"If {buckets} is not a public bucket, its files can no longer be read.",),
    )


def _policies(finding: api.Finding, catalog: api.Catalog) -> list[api.Policy]:
    """The policy that is named, or those of the bucket that is."""
    if finding.target is not None and finding.target.kind == "policy":
        named = catalog.find(finding.target, api.Policy)
        return [named] if named is not None and _bucket(named) is not None else []
    wanted = {finding.data.get(key) for key in ("bucket_id", "bucket_name", "bucket")} - {None}
    found = ((policy, _bucket(policy)) for policy in catalog.children(_OBJECTS, api.Policy))
    return [policy for policy, bucket in found if bucket is not None and (not wanted or bucket in wanted)]


def _bucket(policy: api.Policy) -> str | None:
    """The bucket of which a policy lets clients select everything."""
    if (policy.table.schema, policy.table.name) != ("storage", "objects") or not policy.permissive:
        return None
    found = _WHOLE.match(policy.using or "") if policy.command in ("select", "all") else None
    return found["bucket"].replace("''", "'") if found else None
