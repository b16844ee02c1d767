"""Name those who did something in the reader's language."""

from mediasvc.console.visit import Visit


def words_of_identity(visit: Visit, identity: str | None) -> str:
    """Return who this is, as `identities.named` names them, in words; nothing where nobody knows."""
    words = visit.reader.language.words["activity"]
    kind, _, name = (identity or "").partition(":")
    if kind == "token":
        return str(words["by_token"].format(name))
    return name or str(words.get(kind, ""))
