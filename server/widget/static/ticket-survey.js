// Owns the survey on the ticket page: offered once the ticket is closed.
import { client } from "./ticket-client.js";
import { create } from "./dom.js";
import { surveyForm } from "./survey.js";
import { loadTexts } from "./texts.js";

const place = document.getElementById("survey");
let offered = null; // for which ticket since its closing, and in which language
let ended = null; // the name of what was said at its end

/** Shows the survey of a closed ticket, and takes it away where the ticket was reopened. */
export async function offerSurvey(ticket) {
  if (ticket.status !== "closed") {
    offered = ended = null;
    place.replaceChildren();
    return;
  }
  const { lang } = document.documentElement;
  const offering = `${ticket.reference} ${lang}`;
  if (offered === offering) return;
  offered = offering;
  const { survey: texts } = await loadTexts(lang);
  if (offered !== offering) return;
  if (ended) {
    showEnd(texts);
    return;
  }
  const onEnd = (wasSent) => {
    ended = wasSent ? "thanks" : "skippedTicket";
    showEnd(texts);
    place.firstChild.focus();
  };
  const form = await surveyForm(client.survey, { texts, onEnd }).catch(() => null);
  if (!form || offered !== offering || ended) return;
  const before = place.querySelector("form");
  place.replaceChildren(form);
  if (before) copyAnswers(before, form);
}

function showEnd(texts) {
  place.replaceChildren(create("p", { class: "thanks", tabindex: "-1", text: texts[ended] }));
}

/** Into the same form in another language. */
function copyAnswers(from, to) {
  for (const [name, value] of new FormData(from)) {
    to.querySelector(`[name=${name}][value=${value}]`).click();
  }
  to.querySelector("textarea").value = from.querySelector("textarea").value;
}
