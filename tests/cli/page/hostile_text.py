"""Hostile strings, and what essmap must show of them: written from the rule, not from essmap's code."""
import random
import unicodedata

# Every command that any piece wants to run makes this file.
CANARY = "canary"
PIECES = [
    f"`touch {CANARY}`", f"$(touch {CANARY})", f"';touch {CANARY};'", f"\";touch {CANARY};\"", f"|touch {CANARY}",
    f"'; system(\"touch {CANARY}\") #", f"\".system('touch {CANARY}').\"", f"\n!touch {CANARY}\n", f"&touch {CANARY}&",
    "%s%n%d%g", "%", "100 %", "$HOME", "${x}", "\\", "\\n", "\\u0041", "'", "''", "\"", "`", "@x", "#", "{/Bold x}", "_2^3",
    "<b>", "</text><script>window.ran=1</script>", "</script><img src=x onerror='window.ran=1'>", "<!--", "&amp;", "&",
    "=1+1", "+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"x\")", ",", ";", "\t", "\r\n", "\n", "\x1b[31m",
    "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x00", "\x07", "\x08", "\x7f", "\x85", "\u202e", "\u2066", "\u2069", "\u200f",
    "\u061c", "\u200b", "\ufeff", "\u2028", "\ufffe", "\U000e0041", "\U0010ffff", "Bank", "Ångström", "银行", "بانک", "e\u0301",
    "x" * 300, " ", "a b", "~", "*", "?", "[a]", "(b)", "!", "^", "EOD", "\nEOD\n", "e\nquit\n",
]
SPREADSHEET = "=+-@\uff1d\uff0b\uff0d\uff20"


def names(seed, count, most=100000):
    """Different strings of up to six pieces; the first is of 100,000 characters."""
    draw = random.Random(seed)
    result = {"x`$(touch " + CANARY + ")'\"%s" * (most // 27): None}
    result.update({piece: None for piece in PIECES if piece.strip()})
    while len(result) < count:
        result["".join(draw.choices(PIECES, k=draw.randint(1, 6)))] = None
    return list(result)[:count]


def hidden(letter):
    code = ord(letter)
    private = code >= 0xF0000
    return unicodedata.category(letter) == "Cc" or letter in "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\ufeff" or \
        0x202A <= code <= 0x202E or 0x2060 <= code <= 0x206F or 0xFFF0 <= code <= 0xFFFB or 0xFDD0 <= code <= 0xFDEF or \
        code & 0xFFFE == 0xFFFE or 0xE0000 <= code <= 0xE0FFF or private


def visible(text):
    def spelt(letter):
        if 0xDC80 <= ord(letter) <= 0xDCFF:  # a byte that is no UTF-8, as Python keeps it
            return f"\\x{ord(letter) - 0xDC00:02X}"
        if not hidden(letter):
            return letter
        units = letter.encode("utf-16-be")
        return "".join(f"\\u{units[i] << 8 | units[i + 1]:04X}" for i in range(0, len(units), 2))
    return "".join(map(spelt, text))


def shortened(text, most):
    return text if len(text) <= most else text[: most - 1] + "…"


def toml(text):
    """A basic string of TOML."""
    def spelt(letter):
        if letter in "\"\\":
            return "\\" + letter
        return letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04X}"
    return "\"" + "".join(map(spelt, text)) + "\""
