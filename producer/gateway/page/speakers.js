// The speakers of a script, such as "ANNA: Hello.": a voice and a language for each.
import { at, make, show } from "/assets/calls.js";
import { language, say } from "/assets/texts.js";
import { voiceOptions, voices } from "/assets/voices.js";

const LOOK_AFTER_MS = 300;
const LARGEST_BYTES = 2_000_000;
const MOST_FOUND = 12;
const LABEL = /^[ \t>*_]*(?:\[(\p{L}[\p{L}\p{M}\p{N} .'’-]{0,39})\]|(\p{Lu}[\p{L}\p{M}\p{N}.'’-]*(?: [\p{L}\p{N}][\p{L}\p{M}\p{N}.'’-]*){0,2})[ *_]*[:：](?!\S*\/\/))/gmu;

const rows = new Map(); // by name: {item, voice, language, found}
const removed = new Set();

// -- names in a text -------------------------------------------------------------------------

function namesIn(text) {
  const scripted = namesOfScript(text);
  if (scripted) return scripted;
  const labels = [...text.matchAll(LABEL)].map(([, bracketed, before]) => (bracketed ?? before).normalize("NFC"));
  const byLetters = new Map();
  for (const name of labels) if (!byLetters.has(name.toLowerCase())) byLetters.set(name.toLowerCase(), name);
  return byLetters.size > 1 || labels.length > 2 ? [...byLetters.values()].slice(0, MOST_FOUND) : [];
}

function namesOfScript(text) {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    return Object.keys(JSON.parse(text).speakers ?? {});
  } catch {
    return null;
  }
}

async function givenText() {
  const file = at("file").files[0];
  if (!file) return at("text").value;
  const isText = file.type.startsWith("text/") || /\.(txt|md|json)$/i.test(file.name);
  return isText && file.size <= LARGEST_BYTES ? file.text() : "";
}

async function look() {
  const names = namesIn(await givenText());
  for (const [name, row] of rows) {
    if (row.found && !names.includes(name) && !chosen(row)) remove(name);
  }
  for (const name of names) if (!rows.has(name) && !removed.has(name)) add(name, true);
  if (names.some((name) => rows.has(name))) at("speakers-box").open = true;
}

// -- rows ------------------------------------------------------------------------------------

const chosen = (row) => Boolean(row.voice.value || row.language.value);

function add(name, found = false) {
  const voice = make("select", {}, unchosen(), ...voiceOptions());
  const tongue = make("select", {}, unchosen(), ...languageOptions());
  const button = make("button", { type: "button" });
  Object.assign(button.dataset, { text: "remove", label: "removeSpeaker", part: name });
  button.textContent = say("remove");
  button.setAttribute("aria-label", say("removeSpeaker", name));
  button.addEventListener("click", () => {
    removed.add(name);
    remove(name);
    at("speaker-name").focus();
  });
  const item = make("li", {}, make("fieldset", {}, make("legend", { textContent: name }),
    make("div", { className: "fields" }, labelled("voice", voice), labelled("speaks", tongue)), button));
  rows.set(name, { item, voice, language: tongue, found });
  at("speaker-list").append(item);
}

function remove(name) {
  rows.get(name).item.remove();
  rows.delete(name);
}

function labelled(text, field) {
  const caption = make("span", { textContent: say(text) });
  caption.dataset.text = text;
  return make("label", {}, caption, field);
}

function unchosen() {
  const option = make("option", { value: "", textContent: say("asNarrator") });
  option.dataset.text = "asNarrator";
  return option;
}

function languageOptions() {
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
  const tags = [...new Set(voices.flatMap((one) => one.languages))];
  return tags.map((tag) => make("option", { value: tag, textContent: `${names.of(tag)} (${tag})` }))
    .sort((one, other) => one.textContent.localeCompare(other.textContent, language));
}

// The field `speakers` of a request; nothing if nobody was given a voice or a language.
export function speakers() {
  if (![...rows.values()].some(chosen)) return {};
  return { speakers: Object.fromEntries([...rows].map(([name, row]) => [name, settings(row)])) };
}

function settings(row) {
  const [model, voice] = row.voice.value.split("\n");
  return { ...(voice ? { model, voice } : {}), ...(row.language.value ? { language: row.language.value } : {}) };
}

function addNamed() {
  const name = at("speaker-name").value.trim().normalize("NFC");
  if (!name || rows.has(name)) {
    show(say(name ? "speakerIsThere" : "noSpeaker"));
    return;
  }
  show("");
  removed.delete(name);
  add(name);
  at("speaker-name").value = "";
  rows.get(name).voice.focus();
}

at("add-speaker").addEventListener("click", addNamed);
at("speaker-name").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // otherwise it starts the job
  addNamed();
});

let waiting = 0;
for (const id of ["text", "file"]) {
  at(id).addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, LOOK_AFTER_MS);
  });
}
