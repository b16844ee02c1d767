"""Name those who did something in the reader's language."""

from mediasvc.delivery.languages import Language


def words_of_identity(identity: str | None, language: Language) -> str:
    """Return who this is, as `identities.named` names them, in words; nothing where nobody knows."""
    words = language.words["activity"]
    kind, _, name = (identity or "").partition(":")
    if kind == "token":
        return str(words["by_token"].format(name))
    return name or str(words.get(kind, ""))
