"""The language of a message is found, kept and changed as a customer would expect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import DEFAULT, SUPPORTED, Identifier


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier()


IN_EACH_LANGUAGE = [
    ("en", "Where is my order? It should have been here yesterday."),
    ("en", "the screen is cracked"),
    ("es", "¿Dónde está mi pedido? Tenía que llegar ayer."),
    ("es", "donde esta mi pedido"),
    ("es", "quiero que me devuelvan el dinero"),
    ("fr", "Où est ma commande ? Elle devait arriver hier."),
    ("fr", "j'ai reçu le mauvais article"),
    ("de", "Wo bleibt meine Bestellung? Sie sollte gestern kommen."),
    ("de", "das Gerät geht nicht mehr an"),
    ("pt", "Onde está o meu pedido? Devia ter chegado ontem."),
    ("pt", "quero meu dinheiro de volta"),
    ("it", "Dov'è il mio ordine? Doveva arrivare ieri."),
    ("it", "ho ricevuto l'articolo sbagliato"),
    ("ar", "أين طلبي؟ كان يجب أن يصل أمس"),
    ("ar", "أريد إرجاع iPhone 15 Pro Max"),
    ("hi", "मेरा ऑर्डर कहाँ है? कल आना था"),
    ("hi", "mera order kahan hai bhai, abhi tak nahi aaya"),
    ("zh", "我的订单昨天就应该到了。"),
    ("zh", "我的訂單還沒到"),
    ("zh", "收到了 谢谢☆*ﾟ"),
    ("ja", "注文した商品がまだ届きません"),
    ("ja", "iPhone 15 Pro Maxの返品"),
]


@pytest.mark.parametrize(("language", "text"), IN_EACH_LANGUAGE)
def test_that_each_language_is_found_without_a_prior(
    identifier: Identifier, language: str, text: str
) -> None:
    found = identifier.identify(text)
    assert (found.language, found.reliable, found.outside) == (language, True, None)


@pytest.mark.parametrize("prior", SUPPORTED)
@pytest.mark.parametrize(("language", "text"), IN_EACH_LANGUAGE)
def test_that_a_conversations_own_language_is_never_left(
    identifier: Identifier, prior: str, language: str, text: str
) -> None:
    found = identifier.identify(text, prior=prior)
    assert found.outside is None
    if prior == language:
        assert found.language == language


@pytest.mark.parametrize(
    ("prior", "text", "language"),
    [
        ("en", "Hola, necesito ayuda", "es"),
        ("en", "en español por favor", "es"),
        ("es", "Where is my order A-1001?", "en"),
        ("es", "o pedido chegou quebrado e quero meu dinheiro de volta", "pt"),
        ("pt", "el pedido llegó roto y quiero que me devuelvan el dinero", "es"),
        ("it", "quiero hablar con una persona", "es"),
        ("en", "j'ai reçu le mauvais article", "fr"),
        ("ja", "订单还没到", "zh"),
        ("zh", "まだ届いていません", "ja"),
        ("en", "मेरा ऑर्डर कहाँ है", "hi"),
        ("hi", "where is my order please", "en"),
    ],
)
def test_that_a_clear_change_of_language_is_followed(
    identifier: Identifier, prior: str, text: str, language: str
) -> None:
    found = identifier.identify(text, prior=prior)
    assert (found.language, found.reliable) == (language, True)


@pytest.mark.parametrize("prior", SUPPORTED)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "ok",
        "OK!!",
        "12345",
        "A-1001-XY",
        "#AM-2026-000417",
        "ada.lovelace@example.org",
        "https://shop.example/orders/1?sprache=deutsch&lang=fr",
        "👍🎉",
        "?",
        "€ 49,00",
        "iPhone 15",
        "hahahaha",
        "\x00\ufffd",
    ],
)
def test_that_what_is_in_no_language_keeps_the_conversations(
    identifier: Identifier, prior: str, text: str
) -> None:
    found = identifier.identify(text, prior=prior)
    assert (found.language, found.reliable, found.outside) == (prior, False, None)


@pytest.mark.parametrize(
    ("prior", "text"),
    [
        ("es", "Galaxy Watch Ultra"),
        ("de", "iPhone 15 Pro Max"),
        ("fr", "thanks"),
        ("ja", "thank you"),
        ("en", "gracias"),
        ("pt", "no"),
        ("it", "problema"),
        ("ja", "返品希望"),
        ("en", "what does 保修 mean on my receipt"),
    ],
)
def test_that_a_brand_or_a_borrowed_word_keeps_the_conversations_language(
    identifier: Identifier, prior: str, text: str
) -> None:
    assert identifier.identify(text, prior=prior).language == prior


@pytest.mark.parametrize("text", ["ok", "12345", "👍", "", "iPhone 15 Pro Max"])
def test_that_without_evidence_and_prior_it_is_the_default(
    identifier: Identifier, text: str
) -> None:
    found = identifier.identify(text)
    assert (found.language, found.reliable, found.outside) == (DEFAULT, False, None)


@pytest.mark.parametrize("prior", [None, "en", "es", "ar"])
@pytest.mark.parametrize(
    ("outside", "text"),
    [
        ("nl", "Waar blijft mijn pakje? Het zou gisteren al bezorgd worden"),
        ("tr", "Siparişim nerede, dün gelmesi gerekiyordu ama gelmedi"),
        ("pl", "Gdzie jest moja paczka? Miała przyjść wczoraj"),
        ("sv", "Var är mitt paket? Det skulle ha kommit i går"),
        ("fi", "Missä pakettini on? Sen piti tulla jo eilen"),
        ("hu", "Hol van a csomagom? Tegnap kellett volna megérkeznie"),
        ("ro", "Unde este coletul meu? Trebuia să ajungă ieri"),
        ("vi", "Đơn hàng của tôi ở đâu? Lẽ ra hôm qua phải đến rồi"),
        ("id", "Di mana pesanan saya? Seharusnya sudah sampai kemarin"),
        ("ru", "Где мой заказ? Он должен был прийти вчера"),
        ("uk", "Де моє замовлення? Воно мало прийти вчора"),
        ("el", "Πού είναι η παραγγελία μου;"),
        ("he", "איפה ההזמנה שלי?"),
        ("ko", "제 주문은 어디에 있나요?"),
        ("th", "คำสั่งซื้อของฉันอยู่ที่ไหน"),
        ("bn", "আমার অর্ডার কোথায়"),
        ("ta", "என் ஆர்டர் எங்கே"),
        ("fa", "سفارش من کجاست؟ هنوز به دستم نرسیده"),
        ("ur", "میرا آرڈر کہاں ہے؟"),
        ("mr", "माझी ऑर्डर अजून आली नाही"),
    ],
)
def test_that_a_language_amends_does_not_speak_is_recognised(
    identifier: Identifier, prior: str | None, outside: str, text: str
) -> None:
    found = identifier.identify(text, prior=prior)
    assert found.outside == outside
    assert found.language == (prior or DEFAULT)


@pytest.mark.parametrize("prior", ["pt-BR", "pt_PT", "PT"])
def test_that_a_regional_prior_counts_as_its_language(identifier: Identifier, prior: str) -> None:
    assert identifier.identify("ok", prior=prior).language == "pt"


def test_that_an_unknown_prior_counts_as_none(identifier: Identifier) -> None:
    assert identifier.identify("ok", prior="nl").language == DEFAULT


def test_that_drawn_out_letters_and_shouting_change_nothing(identifier: Identifier) -> None:
    assert identifier.identify("HOLAAAAA DONDE ESTAAA MI PEDIDOOOO").language == "es"
    assert identifier.identify("PLEEEASE WHERE IS MY ORDERRRR").language == "en"


def test_that_the_beginning_of_a_very_long_message_decides(identifier: Identifier) -> None:
    message = "¿Dónde está mi pedido? " * 50 + "Where is my order? " * 5000
    assert identifier.identify(message, prior="en").language == "es"
    assert identifier.identify("x" * 100_000, prior="de").language == "de"


@given(text=st.text(), prior=st.sampled_from([None, *SUPPORTED]))
@settings(deadline=None)
def test_that_any_text_gets_a_supported_language_and_always_the_same(
    identifier: Identifier, text: str, prior: str | None
) -> None:
    found = identifier.identify(text, prior=prior)
    assert found.language in SUPPORTED
    assert 0.0 <= found.confidence <= 1.0
    assert found.outside not in SUPPORTED
    assert identifier.identify(text, prior=prior) == found


@given(number=st.from_regex(r"\A[A-Z]{2,3}-?[0-9]{4,10}\Z"), prior=st.sampled_from(SUPPORTED))
@settings(deadline=None)
def test_that_no_order_number_changes_the_language(
    identifier: Identifier, number: str, prior: str
) -> None:
    assert identifier.identify(number, prior=prior).language == prior
