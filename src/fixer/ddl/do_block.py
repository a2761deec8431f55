"""DO and CALL."""

from __future__ import annotations

from fixer.catalog.catalog import Catalog
from fixer.catalog.objects import Function
from fixer.ddl.base import Ddl, Session, statement
from fixer.ddl.program import arguments_of, run_body
from fixer.ddl.session import end_local_path
from fixer.sql import plpgsql


def end_transaction(what: str, before: tuple[str, ...], session: Session) -> None:
    """Code that no transaction is around is one of its own: the search_path that it sets for it ends there. Said, since a tool
    may have begun one for the file.
    """
    if session.search_path is not before and not session.transaction and end_local_path(session):
        session.notes.append(
            f"{what} sets the search_path until its transaction ends, which is taken to be its own, not that of the file"
        )


@statement("DoStmt")
class Do(Ddl):
    """DO: the statements in it that can be told run on the model, the others are noted."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in a PL/pgSQL block."""
        options = {item["DefElem"]["defname"]: item["DefElem"]["arg"] for item in self.node["args"]}
        language = options.get("language", {}).get("String", {}).get("sval", "plpgsql")
        body = options["as"]["String"].get("sval", "")
        if language.lower() != "plpgsql":
            session.problem(f"a DO block in {language} is not read: it may have changed anything")
            return
        path = session.search_path
        try:
            run_body(body, "a DO block", catalog, session)
            end_transaction("a DO block", path, session)
        except plpgsql.BodyNotUnderstood as error:
            session.problem(f"a DO block is not read: it may have changed anything ({error})")


@statement("CallStmt")
class Call(Ddl):
    """CALL: the procedure's body, where it is known, like a DO block."""

    def effect(self, catalog: Catalog, session: Session) -> None:
        """Runs what is static in the body of a known PL/pgSQL procedure."""
        parts = [item["String"]["sval"] for item in self.node["funccall"]["funcname"]]
        found = self._procedure(catalog, session, parts)
        what = f"CALL {'.'.join(parts)}"
        if found is None or found.language != "plpgsql" or found.body is None:
            session.problem(f"{what} is not read: the procedure may have changed anything")
            return
        path = session.search_path
        try:
            arguments = arguments_of(self.node["funccall"], found)
            run_body(found.body, what, catalog, session, arguments)
            end_transaction(what, path, session)
        except plpgsql.BodyNotUnderstood as error:
            session.problem(f"{what} is not read: the procedure may have changed anything ({error})")

    def _procedure(self, catalog: Catalog, session: Session, parts: list[str]) -> Function | None:
        *schema, name = parts
        for candidate in schema[-1:] or session.search_path:
            overloads = catalog.routines(candidate, name)
            if overloads:
                return overloads[0] if len(overloads) == 1 else None
        return None
