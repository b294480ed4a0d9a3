"""What the file says about itself: XMP with what it conforms to, and the sRGB output intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

FORM_NAMESPACE = "urn:paperwell:form:1#"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """Which form a file is: read back by `paperwell read`. `questions` and `layout` are hashes of eight characters."""

    form: str
    version: str
    questions: str
    layout: str


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Title and kin. Never anything of a patient."""

    title: str
    subject: str
    author: str
    language: str
    date: date
    creator: str
    form: FormFacts | None = None

    @property
    def xmp_date(self) -> str:
        """The date as ISO 8601, at midnight UTC: the file's time is an argument, not the clock."""
        return f"{self.date.isoformat()}T00:00:00+00:00"

    @property
    def pdf_date(self) -> str:
        """The date as PDF writes it (ISO 32000-1, 7.9.4)."""
        return f"D:{self.date:%Y%m%d}000000+00'00'"


# PDF/A-2 6.6.2.3.2: a property of a schema that XMP does not know needs a description.
_EXTENSION = """\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>{form}</rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_FORM_SCHEMA = """\
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Paperwell form</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>paperwell</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
_FORM_PROPERTY = """\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"""
_FORM_PROPERTIES = {
    "form": "Id of the form",
    "version": "Version of the form",
    "questions": "Hash of its questions and answers",
    "layout": "Hash of its questions and of where they stand on the pages",
}
_FORM = """
<rdf:Description rdf:about="" xmlns:paperwell="{namespace}">{values}</rdf:Description>"""

_ACCESSIBLE = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
{extension}{form}"""

_XMP = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><pdf:Producer>{creator}</pdf:Producer>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance></rdf:Description>
{accessible}
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def xmp(facts: FileFacts, *, tagged: bool = True) -> bytes:
    """Return the XMP packet with the identification of PDF/A-2a (ISO 19005-2, 6.6.4) and PDF/UA-1; of PDF/A-2u for a
    file without tags, which has no facts of a form either.
    """
    accessible = _ACCESSIBLE.format(
        extension=_EXTENSION.format(form=_form_schema() if facts.form else ""),
        form=_form_values(facts.form) if facts.form else "",
    )
    return _XMP.format(
        title=escape(facts.title),
        author=escape(facts.author),
        subject=escape(facts.subject),
        language=facts.language,
        date=facts.xmp_date,
        creator=escape(facts.creator),
        level="A" if tagged else "U",
        accessible=accessible if tagged else "",
    ).encode("utf-8")


@cache
def _form_schema() -> str:
    properties = "".join(
        _FORM_PROPERTY.format(name=name, description=words) for name, words in _FORM_PROPERTIES.items()
    )
    return _FORM_SCHEMA.format(namespace=FORM_NAMESPACE, properties=properties)


def _form_values(form: FormFacts) -> str:
    values = (f"<paperwell:{name}>{escape(getattr(form, name))}</paperwell:{name}>" for name in _FORM_PROPERTIES)
    return _FORM.format(namespace=FORM_NAMESPACE, values="".join(values))


@cache
def srgb_profile() -> bytes:
    """Return LittleCMS's sRGB profile with a constant creation time and no id, so that equal inputs stay equal."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2000-01-01 (ICC.1, 7.2.8)
    profile[84:100] = bytes(16)  # profile id: not computed (ICC.1, 7.2.18)
    return bytes(profile)
