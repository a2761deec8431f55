"""DO and CALL."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import Ddl, Session, statement
from fixer.ddl.bodies.program import arguments_of, run_body, run_routine
from fixer.ddl.session import end_transaction
from fixer.sql import plpgsql


@statement("DoStmt")
class Do(Ddl):
    """DO: the statements in it that can be told run on the model, the others are noted."""

    anchors = False  # each statement in it does, by the search_path that it meets

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in a PL/pgSQL block."""
        options = {item["DefElem"]["defname"]: item["DefElem"]["arg"] for item in self.node["args"]}
        language = options.get("language", {}).get("String", {}).get("sval", "plpgsql")
        body = options["as"]["String"].get("sval", "")
        if language.lower() != "plpgsql":
            session.unmodelled(f"a DO block in {language} is not read: it may have changed anything")
            return
        before = session.settings.copy()
        try:
            run_body(body, "a DO block", catalog, session)
            end_transaction("a DO block", before, session)
        except plpgsql.BodyNotUnderstood as error:
            session.unmodelled(f"a DO block is not read: it may have changed anything ({error})")


@statement("CallStmt")
class Call(Ddl):
    """CALL: the procedure's body, where it is known, like a DO block."""

    anchors = False

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in the body of a known PL/pgSQL procedure."""
        parts = [item["String"]["sval"] for item in self.node["funccall"]["funcname"]]
        found = self._procedure(catalog, session, parts)
        what = f"CALL {'.'.join(parts)}"
        if found is None or found.language != "plpgsql" or found.body is None:
            session.unmodelled(f"{what} is not read: the procedure may have changed anything")
            return
        before = session.settings.copy()
        run_routine(found, what, catalog, session, arguments_of(self.node["funccall"], found))
        end_transaction(what, before, session)

    def _procedure(self, catalog: Catalog, session: Session, parts: list[str]) -> Function | None:
        *schema, name = parts
        for candidate in schema[-1:] or session.search_path:
            overloads = catalog.routines(candidate, name)
            if overloads:
                return overloads[0] if len(overloads) == 1 else None
        return None
