"""The selectors of PromQL expressions, with the labels that must survive around them; and expressions in quicker time.

Enough of a reader for what is rendered: strings, comments, ranges and label lists are told apart from names of series.
"""

import ast
import collections
import re

TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
      | (?P<number>\d[\w.]*)
      | (?P<name>[A-Za-z_:][\w:]*)
      | (?P<sign>=~|!~|!=|==|>=|<=|[-+*/%^@=<>(){}\[\],])""",
    re.VERBOSE,
)

LISTS = {"by", "without", "on", "ignoring", "group_left", "group_right"}
WORDS = LISTS | {"and", "or", "unless", "offset", "bool", "inf", "nan"}
MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000}

# `kept`: the labels by which something around the selector groups, so that its series must have them.
Selector = collections.namedtuple("Selector", "text metric matchers kept")
Token = collections.namedtuple("Token", "kind text start end")


def tokens(expr):
    found, at = [], 0
    while at < len(expr):
        match = TOKEN.match(expr, at)
        if not match:
            raise ValueError(f"{expr[at:at + 20]!r} of {expr!r} is not understood")
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup, match.group(), match.start(), match.end()))
        at = match.end()
    return found


def selectors(expr):
    """Every selector of series, in the order of the text."""
    list_, found, at, around, grouped = tokens(expr), [], 0, [], frozenset()
    while at < len(list_):
        token, after = list_[at], list_[at + 1].text if at + 1 < len(list_) else ""
        if token.kind == "name" and token.text.lower() in LISTS and after == "(":
            names, at = label_list(list_, at + 2)
            if token.text.lower() == "by":
                grouped = frozenset(names)
        elif token.text == "(":
            around.append(grouped)
            grouped, at = frozenset(), at + 1
        elif token.text == ")":
            around.pop()
            at += 1
        elif token.text == "[":
            while list_[at].text != "]":
                at += 1
            at += 1
        elif token.text == "{" or (token.kind == "name" and not is_word(token.text, after)):
            matchers, end = [], at + 1
            if "{" in (token.text, after):
                matchers, end = braces(list_, at + 1 if token.text == "{" else at + 2)
            named = [value for label, op, value in matchers if (label, op) == ("__name__", "=")]
            metric = token.text if token.kind == "name" else (named or [None])[0]
            whole = expr[token.start : list_[end - 1].end]
            found.append(Selector(whole, metric, matchers, frozenset().union(*around)))
            at = end
        else:
            at += 1
    return found


def is_word(name, after):
    """Whether a name is one of the language's, a function's or an aggregation's, and not one of series."""
    return name.lower() in WORDS or after == "(" or after.lower() in ("by", "without")


def label_list(list_, at):
    names = []
    while list_[at].text != ")":
        names += [list_[at].text] if list_[at].kind == "name" else []
        at += 1
    return names, at + 1


def braces(list_, at):
    """Matchers from behind an opening brace, and what comes after the closing one."""
    matchers = []
    while list_[at].text != "}":
        if list_[at].text == ",":
            at += 1
            continue
        label, op, value = list_[at : at + 3]
        # Prometheus' strings are Go's, whose escapes are among Python's.
        matchers.append((label.text, op.text, ast.literal_eval(value.text) if value.text[0] != "`" else value.text[1:-1]))
        at += 3
    return matchers, at + 1


def accepts(matchers, labels):
    """Whether labels pass all matchers; a label that is not there is empty."""
    return all(passes(op, value, labels.get(label, "")) for label, op, value in matchers)


def passes(op, wanted, value):
    if op in ("=", "!="):
        return (value == wanted) == (op == "=")
    return bool(re.fullmatch(wanted, value)) == (op == "=~")


def milliseconds(duration):
    """`1h30m` in milliseconds."""
    parts = re.findall(r"(\d+)(ms|[smhdwy])", duration)
    if "".join(number + unit for number, unit in parts) != duration:
        raise ValueError(f"{duration!r} is no duration")
    return sum(int(number) * MILLISECONDS[unit] for number, unit in parts)


def quicker(expr, speed):
    """The expression for a world that runs so many times as fast: ranges and offsets are shorter."""
    parts, list_, inside, end = [], tokens(expr), 0, 0
    for before, token in zip([None, *list_], list_):
        inside += (token.text == "[") - (token.text == "]")
        spans = token.kind == "number" and (inside or (before and before.text == "offset"))
        parts += [expr[end : token.start], f"{milliseconds(token.text) // speed}ms" if spans else token.text]
        end = token.end
    return "".join([*parts, expr[end:]])
