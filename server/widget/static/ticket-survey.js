// Owns the survey on the ticket page: offered once the ticket is closed.
import * as client from "./ticket-client.js";
import { create } from "./dom.js";
import { surveyForm } from "./survey.js";
import { loadTexts } from "./texts.js";

const place = document.getElementById("survey");
let offeredFor = null; // the reference it was offered for since its closing

/** Shows the survey of a closed ticket, and takes it away where the ticket was reopened. */
export async function offerSurvey(ticket) {
  if (ticket.status !== "closed") {
    offeredFor = null;
    place.replaceChildren();
    return;
  }
  if (offeredFor === ticket.reference) return;
  offeredFor = ticket.reference;
  const { survey: texts } = await loadTexts(document.documentElement.lang);
  const onEnd = (wasSent) => {
    const text = wasSent ? texts.thanks : texts.skippedTicket;
    place.replaceChildren(create("p", { class: "thanks", tabindex: "-1", text }));
    place.firstChild.focus();
  };
  const form = await surveyForm(client.survey, { texts, onEnd }).catch(() => null);
  if (form && offeredFor === ticket.reference) place.replaceChildren(form);
}
