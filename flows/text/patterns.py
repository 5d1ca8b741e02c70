"""Regular expressions of news text, in Rust syntax (no look-around), shared by segmentation and extraction."""

from typing import Final

_STOPS: Final = ".!?…。！？．।۔؟።"
_CLOSERS: Final = "\"”’'»«“)\\]」』）】"

_NOTES: Final = r"(?:\[[0-9]+\])*"
"""Marks of footnotes, as encyclopedias and reports set them behind a full stop."""

TERMINAL: Final = rf"[{_STOPS}:;：；؛][{_CLOSERS}]*{_NOTES}$"
"""A text that ends as sentences end; Chinese, Hindi, Urdu, Arabic and Armenian have stops of their own."""

SENTENCE_END: Final = rf"[{_STOPS}][{_CLOSERS}]*{_NOTES}$"
"""A text that ends as a complete sentence ends; a colon does not close one. “ and « close quotations in German."""

_TITLES: Final = "Mrs?|Ms|Dr|St|Gen|Col|Sen|Rep|Gov|Lt|Capt|Sgt|Prof|Rev|Hon|Jr|Sr"
LETTER: Final = r"[^\s0-9,.;:!?…()\[\]\"“”„«»/|<>]"
"""What the words of names are made of, told by what they are not: a class of letters costs twice the time to compile,
and Polars keeps only 32 compiled patterns, so that every batch compiles them anew."""

NAME_WORD: Final = rf"(?:(?:{_TITLES})\.|\p{{Lu}}(?:\.(?:\p{{Lu}}\.)*|{LETTER}*))"
"""One word of a name: O'Brien, Jean-Luc, J., Łukasz, Dr.; no other word takes its full stop along. The class of
capitals stands in it as seldom as can be: it is most of what there is to compile."""

PARTICLE: Final = r"(?:de|del|della|der|den|di|da|dos|du|van|von|bin|bint|ibn|al|el|la|le|ter|ten|zu|y|e)"
"""Lower-case words inside names."""

NAME: Final = rf"{NAME_WORD}(?:[  ](?:{PARTICLE}[  ])*{NAME_WORD})*"
"""A name with particles; the space may be a no-break space. Stars and no bounds: each bound is compiled as a copy."""

FULL_NAME: Final = rf"{NAME_WORD}(?:[  ](?:{PARTICLE}[  ])*{NAME_WORD})+"
"""A name of at least two words."""

JOBS: Final = ("reporter", "correspondent", "editor", "writer", "journalist", "columnist", "photographer")
"""What those who write for a paper are."""

JOB_PHRASE: Final = (
    r"(?i:(?:(?:assistant|associate|business|chief|city|contributing|crime|culture|defen[cs]e|deputy|digital|diplomatic|"
    r"economics?|education|energy|entertainment|environment|features|foreign|freelance|general|global|health|"
    r"home affairs|international|investigations?|investigative|legal|lifestyle|local|local democracy|managing|markets|"
    r"media|national|news|political|politics|regional|royal|science|security|senior|social affairs|special|sports?|"
    r"staff|technology|transport|travel|world)(?:\s(?:and|&))?\s)*"
    rf"(?:{'|'.join(JOBS)})s?)"
)
"""A job with its desk: "Senior Political Correspondent"."""

COMMENT_COUNT: Final = r"(?:[0-9]+ Comments?|Leave a Comment)"
"""What blogs print behind the day and the author."""

BY: Final = (
    r"(?i:by|von|par|por|di|da|door|words by|story by|written by|reporting by|analysis by|text by|interview by|"
    r"obituary by|review by|opinion by|commentary by|illustrations by|from)"
)
"""How a byline begins, in the languages of the reference data."""

WROTE: Final = (
    r"(?:(?:posted |published |written |reported |contributed |submitted |compiled )(?:on .{4,30} )?)?by(?:\s?:)?|"
    r"(?:story|text|words|report)(?: and|,| &) (?:photos?|photographs|pictures|images|video) by|"
    r"(?:author|reporter|writer|words|text|story)\s?:|"
    r"(?:guest |special )?(?:column|commentary|essay|editorial|report|review) by"
)
"""Other ways to say it, for any case of letters: "Posted on July 8 by", "Story and photos by", "Reporter:"."""

CLOCK: Final = r"[0-9]{1,2}(?:[:.h][0-9]{2}){1,2}\s?(?:[ap]\.?m\.?)?|[0-9]{1,2}\s?[ap]\.?m\.?"
"""A time of day; the French write 06h30."""

CAPTION_LABEL: Final = (
    r"^(?:(?:(?:image|media|photo|picture|video) )?captions?|légende(?: de l['’]image| image| photo)?|"
    r"pie de (?:foto|imagen)|legenda(?: da (?:foto|imagem))?|bildunterschrift|bildtext)\s?[,:]\s?"
)
"""What some sites print before each caption, in lower case."""

CAPTION_OPENING: Final = r"^(?:[0-9]{1,3} of [0-9]{1,3}\s?\|\s?|(?:Image|Picture|Pic): )"
"""What is no part of a caption: which picture of a gallery it is, "1 of 3 | Cranes lie …", or that it is one."""

CAPTION_LABEL_WORDS: Final = ("caption", "légende", "pie de ", "legenda", "bildunterschrift", "bildtext")
"""One of these stands in every such label."""
