"""The objects of a base → what a print file repeats of it for each patient, as templates, and what all share."""

from __future__ import annotations

from collections.abc import Mapping

from generator.stamp.cut import Anatomy, Cut, OpenObject, Pieces
from generator.stamp.print_objects import STREAM, Shared
from generator.stamp.print_plan import FORM, KEYS, LEAF, OWN, PART, PATIENT, STREAMS, Block, OpenStream, Plan
from generator.stamp.print_values import (
    Argument,
    Open,
    Reference,
    Value,
    array,
    constant,
    dictionary,
    parse,
    quoted,
    referred,
    template,
)

_WITHOUT_TAGS = (b"/StructParents", b"/StructParent", b"/Tabs")
_DEFAULT = (b"/Trans", b"/Rotate")  # of a page: the layout says what goes without saying


class FieldFonts:
    """The fonts that fields are typed in, by their names in the default resources of the whole file."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.appearance = b""

    def name(self, wanted: bytes, number: int) -> bytes:
        """Return what the font that is object *number* is called: *wanted*, unless another one has that name."""
        if self.numbers.setdefault(wanted, number) == number:
            return wanted
        name = b"/T%d" % number
        self.numbers[name] = number
        return name


def make_plan(base: Cut | Pieces, shared: Shared, fonts: FieldFonts, *, tagged: bool, language: str) -> Plan:
    """Return how *base* is printed; what all patients share is written now.

    *language* is that of the whole file: a document in another one says so.
    """
    return _Planner(base, shared, fonts, tagged=tagged).plan(language)


def _own(start: int, plus: int) -> Open:
    return Open(b"%d 0 R", ((start, plus),))


class _Planner:
    """Makes the plan of one base."""

    def __init__(self, base: Cut | Pieces, shared: Shared, fonts: FieldFonts, *, tagged: bool) -> None:
        self._base, self._shared, self._fonts, self._tagged = base, shared, fonts, tagged
        self._anatomy: Anatomy = base.anatomy
        self._open: Mapping[int, OpenObject] = {each.number: each for each in base.open}
        streams = [each.number for each in base.open if each.stream]
        self._streams = {number: index for index, number in enumerate(streams)}
        self._written: dict[int, Value] = {}
        self._font = (b"", b"")
        widgets = set(self._anatomy.fields)
        self._annotations = [each for each in self._anatomy.annotations if tagged or each in widgets]
        self._elements = self._in_order() if tagged else {}
        kept = dict.fromkeys((*self._anatomy.pages, *self._annotations, *self._anatomy.fields, *self._elements))
        self._places = {number: place for place, number in enumerate(kept)}

    # -- the whole -------------------------------------------------------------------------------------------

    def plan(self, language: str) -> Plan:
        anatomy = self._anatomy
        if anatomy.field_form:
            self._take_font()
        objects = [self._object(number, language) for number in self._places]
        field = parents = -1
        if anatomy.field_roots:
            field = len(objects)
            roots: list[Value] = [_own(OWN, self._places[each]) for each in anatomy.field_roots]
            name = Open(b"(p%06d_%d)", ((PATIENT, 0), (FORM, 0)))
            objects.append({b"/T": name, b"/Kids": roots})
        if self._tagged:
            parents = len(objects)
            objects.append(self._parents())
        arguments: list[Argument] = []
        block = b"\n".join([template(each, arguments) for each in objects])
        return Plan(
            block=Block(block, arguments, len(objects)),
            streams=tuple(self._stream(self._open[number]) for number in self._streams),
            pages=tuple(self._places[page] for page in anatomy.pages),
            keys=anatomy.next_key if self._tagged else 0,
            parents=parents,
            top=self._places[anatomy.document] if self._tagged else -1,
            field=field,
            look=tuple(key for each in self._base.open for key in each.holes if key[1] == "DA"),
            font=self._font,
            media_box=constant(self._item(anatomy.pages[-1])[b"/MediaBox"]),
        )

    def _item(self, number: int) -> dict[bytes, Value]:
        """Return the dictionary that is object *number*."""
        opened = self._open.get(number)
        if opened:
            return dictionary(parse(opened.template, iter(opened.holes)))
        return dictionary(parse(quoted(self._base.constant[number])))

    def _direct(self, value: Value) -> Value:
        """Return *value*, or what it refers to."""
        return parse(quoted(self._base.constant[value.number])) if isinstance(value, Reference) else value

    def _number(self, number: int) -> Value:
        """Return what a reference to object *number* becomes."""
        if number in self._places:
            return _own(OWN, self._places[number])
        if number in self._streams:
            return _own(STREAMS, self._streams[number])
        if number not in self._written:
            self._written[number] = b"%d 0 R" % self._share(number)
        return self._written[number]

    def _share(self, number: int) -> int:
        body = self._base.constant[number]
        head, mark, data = body.partition(STREAM)
        if not mark or not head.startswith(b"<<"):  # a string can hold no line end as it is
            return self._shared.plain(constant(referred(parse(quoted(body)), self._number)))
        return self._shared.stream(self._head(head), data.removesuffix(b"\nendstream"))

    def _head(self, text: bytes) -> bytes:
        """Return the dictionary of a stream, up to the number of /Length."""
        keys = dictionary(referred(parse(quoted(text)), self._number))
        keys.pop(b"/Length", None)
        return constant(keys).removesuffix(b">>") + b"/Length "

    # -- one object ------------------------------------------------------------------------------------------

    def _object(self, number: int, language: str) -> Value:
        keys = self._elements.get(number) or self._item(number)
        if number in self._elements:
            self._adapt_element(number, keys, language)
        elif number in self._anatomy.pages:
            self._adapt_page(keys)
        else:
            self._adapt_field(number, keys)
        if not self._tagged:
            for key in _WITHOUT_TAGS:
                keys.pop(key, None)
        for key in (b"/StructParents", b"/StructParent"):
            if key in keys:
                keys[key] = Open(b"%d", ((KEYS, int(_atom(keys[key]))),))
        return referred(keys, self._number)

    def _adapt_page(self, keys: dict[bytes, Value]) -> None:
        keys[b"/Parent"] = _own(LEAF, 0)
        keys[b"/Resources"] = self._resources(keys[b"/Resources"])
        for key in _DEFAULT:
            if keys.get(key) in ({}, b"0"):
                del keys[key]
        if b"/Annots" in keys:
            links = array(self._direct(keys.pop(b"/Annots")))
            kept: list[Value] = [each for each in links if isinstance(each, Reference) and each.number in self._places]
            if kept:
                keys[b"/Annots"] = kept

    def _resources(self, value: Value) -> Value:
        """Return a reference to resources, so that they are not repeated on each page."""
        if isinstance(value, Reference):
            return self._number(value.number)
        return b"%d 0 R" % self._shared.plain(constant(referred(value, self._number)))

    def _adapt_element(self, number: int, keys: dict[bytes, Value], language: str) -> None:
        keys.pop(b"/Type", None)  # optional (ISO 32000-1, table 323), and there are very many of them
        kids = keys.get(b"/K")
        if isinstance(kids, list) and len(kids) == 1:
            keys[b"/K"] = kids[0]
        if number == self._anatomy.document:
            keys[b"/S"], keys[b"/P"] = b"/Sect", _own(PART, 0)
            if self._anatomy.language != language:
                keys[b"/Lang"] = b"(%b)" % self._anatomy.language.encode("ascii")

    def _adapt_field(self, number: int, keys: dict[bytes, Value]) -> None:
        if number in self._anatomy.field_roots:
            keys[b"/Parent"] = _own(OWN, len(self._places))
        look = keys.get(b"/DA")
        if isinstance(look, bytes):
            keys[b"/DA"] = look.replace(*self._font, 1)

    # -- the tree --------------------------------------------------------------------------------------------

    def _in_order(self) -> dict[int, dict[bytes, Value]]:
        """Return the structure elements, each before its kids: close numbers take less room when compressed."""
        every, order = set(self._anatomy.elements), dict[int, dict[bytes, Value]]()
        waiting = [self._anatomy.document]
        while waiting:
            number = waiting.pop()
            order[number] = self._item(number)
            kids = order[number].get(b"/K", [])
            listed = [
                each.number for each in (kids if isinstance(kids, list) else [kids]) if isinstance(each, Reference)
            ]
            waiting += [each for each in reversed(listed) if each in every]
        return order

    def _parents(self) -> Value:
        """Return the leaf of the parent tree: keys of pages and annotations → their elements."""
        numbers: list[Value] = []
        for key, number in self._anatomy.parents:
            numbers.append(Open(b"%d", ((KEYS, key),)))
            numbers.append(_own(OWN, self._places[number]) if number in self._places else self._array(number))
        first, last = self._anatomy.parents[0][0], self._anatomy.parents[-1][0]
        limits: list[Value] = [Open(b"%d", ((KEYS, key),)) for key in (first, last)]
        return {b"/Limits": limits, b"/Nums": numbers}

    def _array(self, number: int) -> Value:
        return referred(parse(quoted(self._base.constant[number])), self._number)

    # -- the rest --------------------------------------------------------------------------------------------

    def _stream(self, opened: OpenObject) -> OpenStream:
        head = opened.head.partition(b" obj\n")[2].removesuffix(b"/Length ") + b">>"
        return OpenStream(self._head(head), opened.template, opened.holes)

    def _take_font(self) -> None:
        """Note the font that fields are typed in; each look of the base's fields names it."""
        form = self._item(self._anatomy.field_form)
        look = form.get(b"/DA")
        if not isinstance(look, bytes):
            return
        old = look.strip(b"()").split()[0]
        fonts = dictionary(self._direct(dictionary(self._direct(form[b"/DR"]))[b"/Font"]))
        number = _atom(self._number(_number_of(fonts[old]))).split()[0]
        new = self._fonts.name(old, int(number))
        self._fonts.appearance = self._fonts.appearance or look
        self._font = (old + b" ", new + b" ")


def _atom(value: Value) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("a plain value should stand here")
    return value


def _number_of(value: Value) -> int:
    if not isinstance(value, Reference):
        raise TypeError("a reference should stand here")
    return value.number
