"""The small words that give a Latin-script language away, even in a text of four words.

Character statistics hardly tell `una falla en tu sistema` from Italian or Portuguese; its articles
and prepositions do. The method is Grefenstette's (1995, "Comparing two language identification
schemes", JADT): each known word counts against every language that does not have it. A word
stands under every one of the languages that use it often, or it would count against the others
wrongly. Greetings, thanks and a few words of shopping are added because customers' messages are
made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

_WORDS = {
    "en": """
        a about after again all am an and any are aren't as at back be because been but by can
        can't come could did didn't do does doesn't don't else ever for from get go got had has
        have haven't he hello help her here hey hi him his how i i'd i'll i'm i've if in into is
        isn't it it's its just know let like me more my need never new no not now of off on one
        or order our out over please really right said say see she should so some still than
        thank thanks that that's the their them then there these they they're thing think this
        those to too told us very want was wasn't we were what what's when where which who why
        will with won't would yes yesterday yet you you're your today tomorrow every give take
        tell much many good time only before account broken bill cancel charged customer damaged
        data delete delivery delivered money package parcel password payment refund request
        return service wrong arrived waiting morning sorry excellent
    """,
    "es": """
        a ahora al algo alguien antes aquí asi así aun aún ayer ayuda bien buena buenas buenos
        cada como cómo con cosa cual cuando cuándo cuanto de del desde donde dónde dos e el él
        ella ellos en era eres es esa ese eso esta está estaba están estar este esto estoy fue
        gracias ha había hace hacer han hasta hay he hola hoy la las le les lo los mañana mas
        más me mejor menos mi mis mucho muy nada nadie ni no nos nosotros nunca o otra otro para
        pedido pero poco por porque qué puede puedo pues que quien quién quiero quiere se sé sea
        ser si sí sin sobre solo sólo son soy su sus también tan te tengo tiene todavía todo
        todos tu tú un una uno usted va vamos voy y ya yo estás favor ver cancelar cobro compra
        cuenta datos devolver devolución dinero entrega envío factura falta llega llegó mal
        paquete pago problema reembolso rota roto servicio tarjeta tienda excelente disculpe
    """,
    "fr": """
        a ai aide alors après as au aussi avait avec avez avoir beaucoup bien bon bonjour ça car
        ce cela ces cet cette chez commande comme comment c'est dans de des depuis deux dire dit
        donc du elle elles en encore es est et été était être eu eux faire fait faut hier ici il
        ils j'ai je j'en jamais jour juste l la là le les leur lui ma mais me même merci mes moi
        mon ne n'est non nos notre nous on ont or ou où par parce pas peu peut peux plus pour
        pourquoi qu'est quand que quel quelle qui quoi qu'il rien sa salut sans se ses si s'il
        son sont suis sur ta te tes toi ton toujours tous tout toute très trop tu un une va veut
        veux voilà vos votre vous vais y c d j m n qu s t annuler argent colis compte livraison
        facture paiement problème remboursement remboursé reçu cassé retour arrivé service
        excellent
    """,
    "de": """
        aber alle alles als also am an auch auf aus bei bin bis bist bitte da danke dann das
        dass dein deine dem den denn der des dich die dir doch du ein eine einem einen einer er
        es euch für ganz gar geht gern gestern gibt gut guten habe haben hallo hat hatte heute
        hier ich ihm ihn ihnen ihr ihre im immer in ins ist ja jetzt kann kannst kein keine
        können konnte machen mal man mehr mein meine meinen meiner mich mir mit morgen muss nach
        nein nicht nichts noch nun nur ob oder ohne schon sehr sei sein seine seit sich sie sind
        so soll tag über um und uns unser unter vom von vor wann war waren warum was weil wenn
        wer werden wie wieder will wir wird wissen wo wurde würde zu zum zur bestellung hilfe
        tut keinen diese dieser geld kaputt konto lieferung geliefert paket rechnung
        rückerstattung stornieren storniert zurück angekommen bezahlt problem service passwort
    """,
    "pt": """
        a agora ah ai ainda algo alguém ali ante ao aos aqui as às até bem boa bom com como da
        das de dele depois deste deu dia disso do dos e é ela elas ele eles em entre era és essa
        esse está estão estar estava este estou eu faz fazer foi fui há hoje isso isto já la lá
        lhe mais mas me mesmo meu meus mim minha muito na nada nas não nem nessa no nos nós num
        numa nunca o obrigada obrigado oi olá onde ontem os ou outra outro para pedido pela pelo
        por porque pra pro pode posso preciso primeiro qual quando que quê quem quero quer sabe
        se sei sem sempre ser será seu seus sim só sou sua também tão te tem têm tenho ter teu
        tinha tive todo todos tu tua tudo um uma vai vamos você vocês vos vou favor ver nova
        novo amanhã ajuda estás cancelar cobrança compra conta dados devolver devolução dinheiro
        encomenda entrega fatura falta chegou pacote pagamento problema quebrado quebrada
        reembolso serviço cartão loja errado excelente
    """,
    "it": """
        a adesso ah ai aiuto al alla alle allora altro anche ancora andare avere bene buona
        buongiorno c'è che chi ci ciao cioè come con cosa così cos'è cui da dai dal dalla dallo
        degli dei del della delle dello dentro devo di dire dopo dove dov'è due e è ed era
        essere fa fare fatto fino fra già giorno gli grazie ha hai hanno ho i ieri il in io l la
        le lei li lo loro lui ma mai me meglio mi mia mie mio molto ne nei nel nella niente no
        noi non nostro o oggi ogni ordine ore per perché perche piu più poi posso prego prima
        proprio può qua qual quale qualcosa quando quanto quel quella quello questa questo qui
        sa sapere se sei sempre senza si sì sia siamo siete solo sono sta stai stato su sua
        subito suo tanto te ti tu tua tuo tutti tutto un una uno va vi voglio voi vostro dell
        all nell un' domani scusa annullare arrivato conto consegna fattura pacco pagamento
        problema reso rimborso rotto rotta servizio soldi spedizione carta sbagliato
    """,
}

_ROMANISED_HINDI = """
    aap aapka aapki abhi acha accha apna apne aur bahut bhai bhi chahiye diya gaya gayi haan hai
    hain hua hui hoga humko iska jaldi kab kahan kahaan kaise karna karo karke kitna kitne koi
    kripya kuch kya kyon kyun lekin liye matlab mera mere meri mein mujhe mujhko nahi nahin
    namaste paisa paise raha rahe rahi sakta sakte tha theek thik tumhara unka wala wapas yaar
    yeh abhitak
"""

_COMMON_HINDI = """
    है हैं हूँ हूं था थी थे हो का की के को में से ने नहीं मैं और यह गया गई मेरा मेरी मुझे
"""
_HINDI_IN_DEVANAGARI = frozenset(_COMMON_HINDI.split())

LATIN_LANGUAGES: tuple[str, ...] = tuple(_WORDS)
"""The supported languages that are written in Latin letters."""

_LANGUAGES_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        word: frozenset(language for language, words in _WORDS.items() if word in words.split())
        for words in _WORDS.values()
        for word in words.split()
    }
)
_HINDI = frozenset(_ROMANISED_HINDI.split())


def known_small_words(words: Iterable[str]) -> list[frozenset[str]]:
    """Return, for each word (lower case) that is known, the languages that have it."""
    # An elided article stands before its apostrophe: `l'articolo`.
    looked_up = (word if word in _LANGUAGES_OF else word.partition("'")[0] for word in words)
    return [_LANGUAGES_OF[word] for word in looked_up if word in _LANGUAGES_OF]


def romanised_hindi_words(words: Iterable[str]) -> int:
    """Count the words that are Hindi written in Latin letters."""
    return sum(word in _HINDI for word in words)


def lacks_common_hindi_words(words: Iterable[str]) -> bool:
    """Whether none of the words is one that hardly a Hindi sentence does without."""
    return _HINDI_IN_DEVANAGARI.isdisjoint(words)
