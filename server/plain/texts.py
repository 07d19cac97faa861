"""Owns the words of the plain pages, in English and in Spanish."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Texts:
    """One language's words. What a field is named after is what it stands by on the page."""

    language_name: str
    answers_in_english: str
    skip: str
    demonstration: str
    chat_title: str
    chat_intro: str
    conversation: str
    you: str
    assistant: str
    person: str
    talking_to: str
    question: str
    hint: str
    send: str
    ask_person: str
    refresh: str
    start_over: str
    find_ticket: str
    source: str
    sources: str
    tax_year: str
    reviewed: str
    helpful: str
    yes: str
    no: str
    thanks: str
    reference: str
    code: str
    keep_code: str
    see_ticket: str
    preview_question: str
    preview_name: str
    preview_no_name: str
    preview_contact: str
    preview_calls: str
    preview_chat: str
    preview_chat_left_out: str
    preview_chat_empty: str
    identifier_removed: str
    ended: str
    problem: str
    too_many: str
    wrong_form: str
    unknown_choice: str
    empty: str
    too_long: str
    not_possible: str
    unavailable: str
    find_title: str
    find_intro: str
    find_button: str
    find_wrong: str
    ticket_title: str
    status: str
    opened: str
    call_between: str
    reply_by: str
    messages: str
    agency: str
    new_message: str
    ticket_hint: str
    reply: str
    reply_and_reopen: str
    close: str
    close_hint: str
    reopen: str
    done_reply: str
    done_close: str
    done_reopen: str
    back_to_chat: str
    back: str
    footer: str
    statuses: dict[str, str]


ENGLISH = Texts(
    language_name="English",
    answers_in_english="",
    skip="Skip to main content",
    demonstration="Demonstration. The Example Revenue Agency does not exist.",
    chat_title="Ask a tax question",
    chat_intro="Type your question in your own words. You get the agency’s reviewed answer with "
    "its source, or a person.",
    conversation="Conversation",
    you="You",
    assistant="Assistant",
    person="A person at the agency",
    talking_to="You are chatting with {name}. Choose “Check for new messages” to see the reply.",
    question="Your question",
    hint="Do not type personal numbers, such as your SSN. At most 2,000 characters.",
    send="Send",
    ask_person="Talk to a person",
    refresh="Check for new messages",
    start_over="Start a new conversation",
    find_ticket="See a ticket",
    source="Source",
    sources="Sources",
    tax_year="Tax year {year}",
    reviewed="Reviewed {date}",
    helpful="Was this helpful?",
    yes="Yes",
    no="No",
    thanks="Thank you for your rating.",
    reference="Your reference",
    code="Your code",
    keep_code="Write both down. You need them to see your ticket later.",
    see_ticket="See your ticket",
    preview_question="Question",
    preview_name="Name",
    preview_no_name="No name given",
    preview_contact="Contact",
    preview_calls="When to call",
    preview_chat="This chat",
    preview_chat_left_out="Left out of the ticket.",
    preview_chat_empty="Nothing yet",
    identifier_removed="We removed what looked like a personal number. Please never type it here.",
    ended="This conversation has ended. Send your question to start a new one.",
    problem="There is a problem",
    too_many="Many messages at once. Wait {seconds} seconds, then send it again.",
    wrong_form="This form was not sent from our page, or the page is too old. Try it again here.",
    unknown_choice="This choice is not there anymore. Choose one below or type your question.",
    empty="Type a question first.",
    too_long="This is too long. Shorten it, and leave out all but your question.",
    not_possible="This is not possible anymore: the ticket was changed. Here is how it stands.",
    unavailable="The assistant cannot answer now. Nothing you sent before is lost. "
    "Go back and try again in a minute.",
    find_title="See a ticket",
    find_intro="You got a reference and a code when the ticket was opened.",
    find_button="See the ticket",
    find_wrong="Reference or code is wrong. Check both, they open only together.",
    ticket_title="Your ticket",
    status="Status",
    opened="Opened",
    call_between="Call you back",
    reply_by="We expect to reply by",
    messages="Messages",
    agency="The agency",
    new_message="Your message",
    ticket_hint="Do not type personal numbers, such as your SSN. At most 4,000 characters.",
    reply="Send",
    reply_and_reopen="Send and reopen",
    close="Close this ticket",
    close_hint="Need no more help? You can reopen it later.",
    reopen="Reopen without a message",
    done_reply="Your message was sent.",
    done_close="Your ticket is closed. You can reopen it at any time.",
    done_reopen="Your ticket is open again.",
    back_to_chat="Back to the chat",
    back="Go back",
    footer="Answers are general information about US federal tax, not advice on your own case.",
    statuses={
        "new": "Waiting for a person to read it",
        "open": "A person is working on it",
        "waiting": "We need an answer from you",
        "answered": "Answered",
        "reopened": "Reopened, waiting for a person",
        "closed": "Closed",
    },
)

SPANISH = Texts(
    language_name="Español",
    answers_in_english="Las respuestas están en inglés por ahora. Si escribe en español, una "
    "persona puede responderle.",
    skip="Ir al contenido principal",
    demonstration="Demostración. La Example Revenue Agency no existe.",
    chat_title="Haga una pregunta sobre impuestos",
    chat_intro="Escriba su pregunta con sus propias palabras. Recibirá la respuesta revisada de "
    "la agencia con su fuente, o la de una persona.",
    conversation="Conversación",
    you="Usted",
    assistant="Asistente",
    person="Una persona de la agencia",
    talking_to="Está conversando con {name}. Elija «Ver mensajes nuevos» para leer la respuesta.",
    question="Su pregunta",
    hint="No escriba números personales, como su número de Seguro Social. Hasta 2,000 caracteres.",
    send="Enviar",
    ask_person="Hablar con una persona",
    refresh="Ver mensajes nuevos",
    start_over="Empezar otra conversación",
    find_ticket="Ver una solicitud",
    source="Fuente",
    sources="Fuentes",
    tax_year="Año tributario {year}",
    reviewed="Revisado el {date}",
    helpful="¿Le sirvió esta respuesta?",
    yes="Sí",
    no="No",
    thanks="Gracias por su opinión.",
    reference="Su referencia",
    code="Su código",
    keep_code="Anote los dos. Los necesitará para ver su solicitud más tarde.",
    see_ticket="Ver su solicitud",
    preview_question="Pregunta",
    preview_name="Nombre",
    preview_no_name="Sin nombre",
    preview_contact="Contacto",
    preview_calls="Cuándo llamar",
    preview_chat="Esta conversación",
    preview_chat_left_out="No se incluye en la solicitud.",
    preview_chat_empty="Nada todavía",
    identifier_removed="Quitamos lo que parecía un número personal. Por favor, no lo escriba aquí.",
    ended="Esta conversación terminó. Envíe su pregunta para empezar otra.",
    problem="Hay un problema",
    too_many="Demasiados mensajes a la vez. Espere {seconds} segundos y envíelo otra vez.",
    wrong_form="El formulario no vino de nuestra página o la página es vieja. Inténtelo aquí.",
    unknown_choice="Esa opción ya no existe. Elija una de abajo o escriba su pregunta.",
    empty="Primero escriba una pregunta.",
    too_long="El texto es demasiado largo. Acórtelo y deje solo su pregunta.",
    not_possible="Ya no es posible: la solicitud cambió. Así está ahora.",
    unavailable="El asistente no puede responder ahora. No se perdió nada de lo que envió antes. "
    "Vuelva atrás e inténtelo en un minuto.",
    find_title="Ver una solicitud",
    find_intro="Recibió una referencia y un código cuando se abrió la solicitud.",
    find_button="Ver la solicitud",
    find_wrong="La referencia o el código no son correctos. Revise los dos: van juntos.",
    ticket_title="Su solicitud",
    status="Estado",
    opened="Abierta",
    call_between="Llamarle",
    reply_by="Esperamos responder a más tardar el",
    messages="Mensajes",
    agency="La agencia",
    new_message="Su mensaje",
    ticket_hint="No escriba números personales, como su número de Seguro Social. "
    "Hasta 4,000 caracteres.",
    reply="Enviar",
    reply_and_reopen="Enviar y reabrir",
    close="Cerrar esta solicitud",
    close_hint="¿Ya no necesita ayuda? Puede reabrirla más tarde.",
    reopen="Reabrir sin mensaje",
    done_reply="Su mensaje fue enviado.",
    done_close="Su solicitud está cerrada. Puede reabrirla en cualquier momento.",
    done_reopen="Su solicitud está abierta otra vez.",
    back_to_chat="Volver a la conversación",
    back="Volver",
    footer="Las respuestas son información general sobre impuestos federales de EE. UU., no "
    "consejos sobre su caso.",
    statuses={
        "new": "Espera a que una persona la lea",
        "open": "Una persona la está atendiendo",
        "waiting": "Necesitamos una respuesta de usted",
        "answered": "Respondida",
        "reopened": "Reabierta, espera a una persona",
        "closed": "Cerrada",
    },
)

TEXTS: dict[Language, Texts] = {"en": ENGLISH, "es": SPANISH}


def language_of(tag: str | None) -> Language | None:
    """The one of ours that a tag such as "es-MX" asks for, or None."""
    asked = (tag or "").split("-")[0].strip().lower()
    return next((each for each in LANGUAGES if each == asked), None)


def preferred(accepted: str | None) -> Language:
    """The first of a browser's languages that we have; English where there is none."""
    tags = [part.partition(";")[0] for part in (accepted or "").split(",")]
    return next((found for tag in tags if (found := language_of(tag))), "en")
