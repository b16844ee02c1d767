"""Words that say nothing about a slide, by language."""

from functools import cache

import stopwordsiso

# Amharic's and Tigrinya's are missing in the collection: pronouns, prepositions, conjunctions and forms of "to be".
ETHIOPIC = {
    "am": (
        "ነው ነበር ናቸው ነበሩ ነኝ ነን ናት ነሽ ነህ አለ አሉ አለው አላቸው የለም ነገር እና ወይም ግን ስለ ወደ ላይ ውስጥ ጋር ድረስ በኋላ በፊት እንደ እስከ "
        "ይህ ይህን ይህም ያ ይሄ እነዚህ እነዚያ እሱ እሷ እኔ እኛ አንተ አንቺ እናንተ እነሱ እነርሱ ሁሉ ሁሉም ብቻ እንዲሁም ስለዚህ ምክንያቱም ከዚያ እዚህ እዚያ "
        "ምን ማን የት መቼ እንዴት ለምን አንድ ደግሞ በጣም ሌላ ሌሎች ማለት ሲሆን የሆነ የሆኑ ሆኖ ከሆነ አሁን ዛሬ ይሆናል ነገሮች አይደለም እንጂ ጊዜ"
    ),
    "ti": (
        "እዩ እያ እዮም ነይሩ ነበረ ኣሎ ኣለዉ የለን ግን ወይ ብዛዕባ ናብ ኣብ ካብ ምስ ክሳብ ድሕሪ ቅድሚ ከም እዚ እዚኣ እዚኦም እቲ እታ ንሱ ንሳ ኣነ ንሕና "
        "ንስኻ ንስኺ ንሳቶም ኩሉ ኩሎም ጥራይ ስለዚ ምኽንያቱ ኣብዚ ኣብቲ እንታይ መን ኣበይ መዓስ ከመይ ስለምንታይ ሓደ ድማ ብጣዕሚ ካልእ ማለት ሕጂ ሎሚ"
    ),
}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the language's stop words, in small letters; none of a language that nobody has a list of."""
    if language in ETHIOPIC:
        return frozenset(ETHIOPIC[language].split())
    return frozenset(stopwordsiso.stopwords(language)) if stopwordsiso.has_lang(language) else frozenset()
