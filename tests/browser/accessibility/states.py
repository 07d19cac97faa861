"""Owns the states of the widget and the way from each to the next, in one conversation."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessibility.scene import ANSWERED, MESSAGES, UNKNOWN, VAGUE, Scene
from tests.factories import EXTENSION, question_of

Way = Callable[[Scene], object]
TICKET = ("Why is my refund so late?", "Eve Evans")


def open(scene: Scene) -> None:
    scene.launcher.click()
    expect(scene.chat.said.first).to_contain_text("Ask me a question")


def suggestions(scene: Scene) -> None:
    scene.chat.box.press_sequentially("more ti")
    expect(scene.page.get_by_role("option")).to_have_text([question_of(EXTENSION)])


def personal_number(scene: Scene) -> None:
    scene.chat.box.fill("my ssn is 123-45-6789")
    expect(scene.page.locator("#status")).to_contain_text("personal number")


def too_long(scene: Scene) -> None:
    scene.chat.box.fill("x" * 2001)
    scene.chat.box.press("Enter")
    expect(scene.page.locator("#status")).to_contain_text("too long")


def sending(scene: Scene) -> None:
    scene.chat.box.fill("")
    scene.page.route(MESSAGES, lambda route: scene.held.append(route))
    scene.chat.box.fill(ANSWERED)
    scene.chat.box.press("Enter")
    expect(scene.page.get_by_text("Sending…").first).to_be_visible()


def answer(scene: Scene) -> None:
    scene.release()
    expect(scene.chat.said.last.locator(".sources")).to_be_visible()


def report(scene: Scene) -> None:
    scene.button("Report a problem with this answer").last.click()
    expect(scene.page.locator(".why")).to_be_focused()


def report_error(scene: Scene) -> None:
    scene.page.locator(".why").get_by_role("button", name="Send").click()
    expect(scene.page.get_by_role("alert").filter(has_text="Choose what")).to_be_visible()


def reported(scene: Scene) -> None:
    why = scene.page.locator(".why")
    why.get_by_label("It is hard to understand").check()
    why.get_by_role("button", name="Send").click()
    expect(scene.page.get_by_text("Thank you. The people who write")).to_be_focused()


def reason(scene: Scene) -> None:
    scene.chat.said.last.get_by_role("button", name="No", exact=True).click()
    expect(scene.page.locator(".why")).to_be_focused()


def rated(scene: Scene) -> None:
    scene.button("Skip").click()
    expect(scene.page.get_by_text("Thank you", exact=True)).to_be_focused()


def choices(scene: Scene) -> None:
    scene.ask(VAGUE)
    assert scene.chat.open_choices.count() > 2


def removed(scene: Scene) -> None:
    scene.ask("my ssn is 524-71-9083")
    expect(scene.page.locator(".notice")).to_contain_text("We removed")


def offer(scene: Scene) -> None:
    scene.ask(UNKNOWN)
    expect(scene.chat.open_choices.filter(has_text="Talk to a person")).to_be_visible()


def form(scene: Scene) -> None:
    scene.chat.click("Talk to a person")


def wrong_value(scene: Scene) -> None:
    for typed in (*TICKET, "nowhere"):
        scene.ask(typed)


def preview(scene: Scene) -> None:
    scene.ask("202-555-0147")
    scene.ask("weekdays 9 to 12")
    scene.chat.click("Yes, you may")
    scene.page.locator(".preview summary").click()
    expect(scene.page.locator(".preview ol")).to_be_visible()


def ticket(scene: Scene) -> None:
    expect(scene.chat.click("Send it").locator(".reference")).to_be_visible()


def ticket_news(scene: Scene) -> None:
    scene.reply_to_ticket()
    expect(scene.page.locator(".log .notice").last).to_contain_text("There is a reply")


def handed_off(scene: Scene) -> None:
    scene.join()
    scene.write("Hello, I am looking at it.")
    expect(scene.page.locator(".message.staff")).to_be_visible()


def left(scene: Scene) -> None:
    scene.leave()
    expect(scene.page.get_by_text("has left this chat").first).to_be_visible()
    expect(scene.page.get_by_text("Automated assistant")).to_be_visible()


def spanish(scene: Scene) -> None:
    scene.button("Español").click()
    expect(scene.page.get_by_label("Su pregunta")).to_be_visible()


def offline(scene: Scene) -> None:
    scene.button("English").click()
    expect(scene.chat.box).to_be_visible()
    scene.context.set_offline(True)
    expect(scene.page.locator(".offline")).to_contain_text("You are offline.")


def trying_again(scene: Scene) -> None:
    scene.chat.box.fill(ANSWERED)
    scene.chat.box.press("Enter")
    expect(scene.page.get_by_text("No connection. Trying again…").first).to_be_visible()


def not_sent(scene: Scene) -> None:
    before = scene.chat.said.count()
    scene.context.set_offline(False)
    scene.chat.reply_after(before)
    scene.answer(429, retry_after=300)
    scene.chat.box.fill(ANSWERED)
    scene.chat.box.press("Enter")
    expect(scene.page.locator(".failed")).to_contain_text("Not sent")


def start_over(scene: Scene) -> None:
    scene.button("Start over").click()
    expect(scene.page.locator(".banner")).to_contain_text("Start over?")


def survey(scene: Scene) -> None:
    scene.page.keyboard.press("Escape")
    scene.button("End chat").click()
    expect(scene.page.get_by_role("heading", name="How did we do?")).to_be_focused()


def survey_error(scene: Scene) -> None:
    scene.page.locator(".ending").get_by_role("button", name="Send").click()
    expect(scene.page.locator(".survey-error")).to_contain_text("Choose")


def survey_reasons(scene: Scene) -> None:
    scene.page.get_by_label("I disagree").check()
    expect(scene.page.get_by_role("group", name="What went wrong?")).to_be_visible()


def thanks(scene: Scene) -> None:
    scene.page.locator(".ending").get_by_role("button", name="Send").click()
    expect(scene.page.get_by_text("Thank you. Your answer")).to_be_focused()


def ended(scene: Scene) -> None:
    scene.button("Back to this conversation").click()
    scene.answer_again()
    scene.answer(404)
    scene.chat.box.fill("hello")
    scene.chat.box.press("Enter")
    expect(scene.page.locator(".banner")).to_contain_text("This conversation has ended.")


def unreachable(scene: Scene) -> None:
    scene.answer_again()
    scene.page.reload()
    scene.page.route(MESSAGES + "*", lambda route: route.abort())
    scene.launcher.click()
    expect(scene.page.locator(".banner")).to_contain_text("cannot be reached")


def not_loaded(scene: Scene) -> None:
    scene.page.unroute(MESSAGES + "*")
    scene.page.route("**/widget/chat.js*", lambda route: route.abort())
    scene.page.reload()
    scene.launcher.click()
    expect(scene.page.locator(".launcher-note")).to_contain_text("cannot be reached")


# In the order in which they are reached. The first is there once the page is.
STATES: dict[str, Way] = {
    "closed": lambda scene: expect(scene.launcher).to_be_visible(),
    "open": open,
    "suggestions": suggestions,
    "personal number typed": personal_number,
    "error: question too long": too_long,
    "sending": sending,
    "answer": answer,
    "report form": report,
    "error: report without a reason": report_error,
    "problem reported": reported,
    "reason form": reason,
    "rated": rated,
    "choices": choices,
    "personal number removed": removed,
    "a person is offered": offer,
    "ticket form": form,
    "error: wrong contact": wrong_value,
    "ticket preview": preview,
    "ticket opened": ticket,
    "news of the ticket": ticket_news,
    "handed off": handed_off,
    "given back": left,
    "in Spanish": spanish,
    "offline": offline,
    "offline, trying again": trying_again,
    "error: not sent": not_sent,
    "asked whether to start over": start_over,
    "survey": survey,
    "error: survey without a choice": survey_error,
    "survey, what went wrong": survey_reasons,
    "thanks": thanks,
    "ended": ended,
    "error: unreachable": unreachable,
    "error: chat not loaded": not_loaded,
}
