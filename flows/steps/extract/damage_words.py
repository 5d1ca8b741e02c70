"""The words by which broken English sentences are told from whole ones."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH: Final = _words(
    "the and of to that with for was from by he his they which said has have are its were had been this but not would"
)
"""Stop words that mark a text as English: none of them is frequent in another language of the news."""

CANNOT_END: Final = _words("the a an and or its their our my your every than because although whose into")
"""Words no complete sentence ends with."""

OPEN_ENDS: Final = CANNOT_END | _words(
    "to have has had was were is are be been being would will could should may might can must that which who he she "
    "they we i but if when while as so both only more"
)
"""Words after which a sentence goes on, where the next one begins in lower case."""

CLAUSE_OPENERS: Final = _words("that where who which when while because if whether although")
"""Words that begin a clause with a verb of its own."""

FINITE: Final = _words(
    """
    is are was were am be been has have had do does did will would can could shall should may might must isn't
    aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't said says told
    added asked denied called made took gave came went got held won lost left led became began saw found kept met
    paid put ran sent set sold spent stood thought took wrote knew grew fell rose drew drove built brought broke
    bought caught chose cut felt fought hit let read sat shut spoke struck taught threw wore
    """
)
"""Forms that can be the verb of a sentence; what ends in -ed counts too."""

ADVERBS: Final = _words(
    "also never not then later still already now just soon once again only even often always largely eventually"
)
"""Words that may stand between a dropped subject and its verb."""

AUXILIARIES: Final = _words("was were has have is are")
"""Forms that open a question or an inversion at most; a statement that begins so has lost its subject."""

NARRATED: Final = _words("told said denied rejected called made took gave won lost held sent signed met left led")
"""Past forms that begin a statement without a subject where an object follows."""

OBJECTS: Final = _words("the a an its his their that to it them him her us any no all more nothing reporters")
"""What follows a verb that has lost its subject."""

TIME_STARTERS: Final = _words("early earlier late later next last")
"""Words that begin a phrase of time where one ends it."""

STARTERS: Final = TIME_STARTERS | _words(
    """
    until since during in on at by from with to between under after before over through across near around within
    without toward towards against among above below behind beyond despite of into
    """
)
"""Words that begin a phrase of time or place."""

DETERMINERS: Final = _words(
    "the a an its their his her our this that these those each every some several many two three four five six ten"
)

LINKS: Final = _words("of in at from to for on and near by with between after before or")
"""Words that join one phrase to the next."""

TIME_WORDS: Final = _words(
    """
    week weekend weeks month months year years day days morning afternoon evening night noon midnight summer autumn
    spring winter decade decades century season quarter hour hours minutes today tomorrow yesterday monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october
    november december
    """
)

IDIOMS: Final = _words(
    """
    everything nothing everyone least last all first course short fact now then theory practice paper part total
    average contrast once present stake risk home best worst most words large sure date
    """
)
"""Last words of phrases that writers do set as sentences: "In theory.", "Until now.", "In other words."."""

ANSWERS: Final = _words(
    """
    yes no not never nope yep yeah maybe perhaps exactly absolutely indeed right wrong true false sure ok okay sorry
    thanks please why how who what when where so well oh ah hmm wow alas ouch phew yikes bingo done gone here there
    now then again always sometimes often nothing nobody everything everyone anything something none neither both
    all some many few enough more less period full stop hard easy simple good bad great sad happy tough fair fine
    nice big huge small tiny new old dead alive free safe silence stunning brilliant genius impossible incredible
    unbelievable ridiculous nonsense rubbish shame fear money war peace love hate power jobs taxes enjoy repeat
    discuss wait stop go look listen think imagine vote respect bang boom gulp whatever meh lol amen hallelujah
    hello goodbye congratulations checkmate touche touché voila voilà ditto sic correction update wow hooray hurrah
    bravo encore
    """
)
"""Words that writers set as sentences of their own."""

SHORT_WORDS: Final = _words(
    """
    a i act ad add age ago aid aim air all and any arm art ask ate bad bag ban bar bat bay bed bee bet bid big bit
    bow box boy bug bus but buy bye cab can cap car cat cop cow cry cup cut dad day did die dig dog dot dry due ear
    eat egg ego end era eye fan far fat fed fee few fit fix fly fog for fun fur gap gas get god got gun guy gym had
    has hat her hey him hip his hit hot how ice ill ink inn its jam jaw jet job joy key kid lab lap law leg let lie
    lip lot low mad man map mat max may men met mix mob mom mud mum net new nil non nor not now nut oak odd off oil
    old one our out owe own pay pen pet pie pig pin pit pop pot pub put ran rap rat raw red rib rid rip rob row rum
    run sad sat saw say sea see set sex she shy sin sir sit six sky son spy sub sum sun tax tea tee ten the tie tin
    tip toe ton too top toy try tub tug two use van vet via vow war was wax way web wet who why win wit won yes yet
    you zoo no so go up on in at by do he if is it me my of oh ok or ow to us we am an as be hi ha ah tv uk eu un us
    pm mp dr
    """
)
"""English words of up to three letters; others of that length, alone in a sentence, are debris."""

FOREIGN_ENDINGS: Final = _words(
    """
    ta da de desu deshita masu mashita masen shita shite suru sareta iru aru nai datta desho imasu arimasu kara nado
    koto mono imnida hamnida seumnida nida haeyo yeyo ieyo guo zhe est sont etait ist sind wurde worden esta fue
    """
)
"""Endings of other languages, in Latin letters, that translation left behind."""

NAME_STARTERS: Final = _words(
    """
    therefore moreover nevertheless nonetheless indeed similarly thus hence otherwise elsewhere overall afterward
    afterwards furthermore likewise besides abroad overnight together unlike worse granted sometimes separately
    finally the a an this that these those he she it they we i you his her its their our my your there here what
    when where which who why how and but or so yet if as at by for from in into of on to with without while after
    before since until during under over because although though however meanwhile still also then now not no nor
    yes some many most more all any each every both few several other others another such one two three four five
    six seven eight nine ten last next first second earlier later today yesterday tomorrow monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december police officials people critics supporters experts analysts residents lawmakers authorities government
    according through once even only just perhaps maybe instead despite among between against asked about
    """
)
"""Words that begin sentences; none of them is the second half of a name."""

ROLES: Final = _words(
    """
    spokesman spokeswoman spokesperson analyst director minister secretary ambassador envoy professor lawyer
    attorney chairman chairwoman chief leader commander inspector detective prosecutor economist historian
    researcher coach author editor writer reporter correspondent photographer mayor governor senator president
    premier judge bishop captain general colonel doctor engineer manager owner founder resident strategist adviser
    advisor deputy activist
    """
)
"""Words for a person's work that stand right before the name."""

ORDINARY: Final = _words(
    """
    iceland ireland austria australia slovakia slovenia about after again against among before being below between
    board brand bring center centre chief child class clear close coach coast count country county court council
    counsel defence defense democrat democrats democratic early every field fight final first force green group
    guard health heart house labor labour later latest leader leaders light lower major march match might minor
    money month months moral north northern other others party peace place plain plane plant point police policy
    power press price prime prince princess print program programme quick quite raise reach right river royal scene
    school senate senior share sharp sheet shore short since small south southern stage stake stand start state
    states steel still stock store story street strong study table taken their theirs there these thing think third
    those three times title today tower track trade train treat trial trust under union united upper value voice
    waste watch water where which while white whole whose woman women world worse worst would wrong young
    """
)
"""Ordinary words that newspapers also print with a capital: two of them a letter apart are two words."""

NAME_TAILS: Final = _words(
    """
    Academy Act Agency Airlines Airport Alliance Analytics Association Authority Avenue Bank Board Capital Carolina
    Center Centre Chemicals Club College Commission Committee Council Court Dakota Energy Foods Forces Foundation
    Group Holdings Hospital House Industries Institute Insurance Labs Lines Logistics Marine Media Museum
    Organization Motors Partners Party Power Rail Pharma Railways Research School Service Shipping Steel Street
    Systems Telecom Textiles Trust Union University Virginia Works
    """
)
"""Last words of names; a sentence does not begin with one and a comma."""

GIVEN_NAMES: Final = _words(
    """
    Ivana Ivanka Marina Daniela Danielle Christiane Julie Juliet Erica Erika Regan Reagan Aaron Abdul Abigail Adam
    Adrian Ahmad Ahmed Aisha Alan Albert Alejandro Aleksandr Alex Alexander Alexei Ali Alice Alison Amanda Amir Amy
    Ana Andrea Andreas Andrei Andrew Angela Anita Ann Anna Anne Annie Anthony Antonio Arthur Barbara Ben Benjamin
    Bernard Bill Bob Boris Brenda Brian Bruce Carl Carla Carlos Carmen Carol Caroline Catherine Charles Chloe Chris
    Christian Christina Christine Christopher Claire Claudia Craig Daniel David Deborah Dennis Diana Diane Dmitry
    Donald Donna Dorothy Douglas Edward Eleanor Elena Elizabeth Ellen Emily Emma Eric Erik Ethan Eva Evan Fatima
    Felix Fernando Frances Francesca Francisco Frank Fred Gabriel Gary George Gerald Giovanni Gloria Grace Greg
    Gregory Hannah Hans Harold Harry Hassan Heather Helen Henry Hiroshi Hugo Hussein Ian Ibrahim Igor Ines Ingrid
    Irene Isabel Isabella Ivan Jack Jacob Jacques James Jan Jane Janet Javier Jean Jeff Jeffrey Jennifer Jeremy
    Jessica Jim Joan Joanna Joe Joel Johan Johannes John Jonathan Jorge Jose Joseph Joshua Juan Judith Julia Julian
    Julie Karen Karl Kate Katherine Kathleen Keith Kenneth Kevin Khalid Klaus Larry Laura Lauren Leila Leo Leonard
    Linda Lisa Louis Louise Lucas Lucia Lucy Luis Luke Magdalena Marc Marco Margaret Maria Marie Mario Mark Martha
    Martin Mary Mateo Matthew Maurice Megan Melissa Michael Michelle Miguel Mike Mohamed Mohammad Mohammed Monica
    Muhammad Mustafa Nadia Nancy Natalia Natalie Nathan Neil Nicholas Nick Nicole Nikolai Nina Noah Olga Oliver
    Olivia Omar Oscar Pablo Pamela Patricia Patrick Paul Paula Pavel Pedro Peter Philip Philippe Pierre Rachel
    Rafael Ralph Raymond Rebecca Ricardo Richard Rita Robert Roberto Roger Ronald Rosa Ruth Samantha Samuel Sandra
    Sara Sarah Sean Sergei Sharon Simon Sofia Sophia Sophie Stefan Stephanie Stephen Steve Steven Stuart Susan
    Svetlana Tamara Teresa Thomas Timothy Tom Tony Vera Victor Vincent Virginia Vladimir Walter Wendy Wilhelm
    William Yasmin Yusuf Yuki Yuri Zainab Zoe Hillary Barack Bernie Jeb Justin Kamala Ted Tim Rick Rob Ron Sam Todd
    Chuck Josh Kim Megyn Jerry Jill Jimmy Johnny Dave Dan Don Doug Ed Eddie Erin Gail Gavin Glenn Jason Jay Jenny
    Jesse Kelly Kirsten Kyle Liz Matt Nate Pat Pete Phil Ray Rich Russ Stacey Terry Tina Tyler Wayne Winston
    """
)
"""Frequent given names that are neither places nor, mostly, surnames."""
