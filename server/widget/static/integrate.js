// Owns the playground for integrators: a control for each row of the page's tables, and the tag to copy.
import { button, create } from "./dom.js";

const chat = document.querySelector("assistant-chat");
const controls = document.getElementById("controls");

/** The rows of a section's tables as lists of their cells. */
function rows(section) {
  const all = document.querySelectorAll(`section[aria-labelledby="${section}"] tbody tr`);
  return [...all].map((row) => [...row.cells]);
}

/** What stands in a cell as code. */
function codes(cell) {
  return [...cell.querySelectorAll("code")].map((each) => each.textContent);
}

function field(name, control) {
  control.name = name;
  return create("label", { class: "field" }, create("span", { text: name }), control);
}

function choices(values) {
  return create("select", {},
    create("option", { value: "", text: "not set" }),
    ...values.map((value) => create("option", { value, text: value })));
}

/** Words an attribute may hold are listed in its row; one that is absent by default is a switch. */
function attributeControl([name, standard, meaning]) {
  const [attribute] = codes(name);
  const values = [...new Set([...codes(standard), ...codes(meaning)])];
  const words = values.filter((value) => /^[a-z]+$/.test(value));
  let control = create("input", { type: "text", placeholder: standard.textContent });
  if (standard.textContent === "absent") control = create("input", { type: "checkbox" });
  else if (words.length > 1) control = choices(words);
  control.addEventListener("input", () => {
    const value = control.type === "checkbox" ? control.checked && "" : control.value || false;
    if (value === false) chat.removeAttribute(attribute);
    else chat.setAttribute(attribute, value);
  });
  return field(attribute, control);
}

/** A row may hold several properties and as many standard values. */
function propertyControls([names, standards]) {
  const values = codes(standards);
  return codes(names).map((property, order) => {
    const standard = values[order] ?? standards.textContent;
    const isColor = standard.startsWith("#");
    const long = standard.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
    const control = isColor
      ? create("input", { type: "color", value: long })
      : create("input", { type: "text", placeholder: standard });
    control.addEventListener("input", () => {
      if (control.value) chat.style.setProperty(property, control.value);
      else chat.style.removeProperty(property);
      showTag();
    });
    return field(property, control);
  });
}

function methodButton([name]) {
  const [method] = codes(name);
  return button(method, "method", () => chat[method.replace("()", "")]());
}

function group(legend, ...parts) {
  return create("fieldset", {}, create("legend", { text: legend }), ...parts);
}

function tag() {
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const attributes = [...chat.attributes]
    .filter(({ name }) => name !== "style")
    .map(({ name, value }) => (value === "" ? ` ${name}` : ` ${name}="${escaped(value)}"`));
  const source = `${location.origin}/widget/assistant-chat.js`;
  const lines = [
    `<script type="module" src="${source}"></script>`,
    `<assistant-chat${attributes.join("")}></assistant-chat>`,
  ];
  const rules = [...chat.style].map((name) => `  ${name}: ${chat.style.getPropertyValue(name)};`);
  if (rules.length > 0) lines.push("", "/* in a style sheet */", "assistant-chat {", ...rules, "}");
  return lines.join("\n");
}

function showTag() {
  document.getElementById("code").textContent = tag();
}

function showEvent({ type, detail }) {
  const text = detail ? `${type} ${JSON.stringify(detail)}` : type;
  document.getElementById("heard").append(create("li", { text }));
}

controls.append(
  group("Attributes", ...rows("attributes").map(attributeControl)),
  group("CSS custom properties", ...rows("css").flatMap(propertyControls)),
  group("Methods", ...rows("methods").map(methodButton)),
);
controls.addEventListener("submit", (event) => event.preventDefault());
for (const [name] of rows("events")) chat.addEventListener(codes(name)[0], showEvent);
new MutationObserver(() => {
  controls.elements.open.checked = chat.open;
  showTag();
}).observe(chat, { attributes: true });
document.getElementById("copy").addEventListener("click", async () => {
  const worked = await navigator.clipboard.writeText(tag()).then(() => true, () => false);
  document.getElementById("copied").textContent = worked ? "Copied" : "Select the tag and copy it.";
});
showTag();
