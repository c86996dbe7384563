// Voices: heard one by one, two of them compared by the same sentence, made from a recording.
import { at, call, make, post, read, show } from "/assets/calls.js";
import { language, say, TEXTS } from "/assets/texts.js";

const MOST_SHOWN = 200;
export let voices = [];

export const voiceOptions = () => voices.map((one) =>
  make("option", { value: `${one.model}\n${one.id}`, textContent: `${one.id}: ${one.description || one.languages.join(", ")} (${one.model})` }));

export async function load() {
  voices = (await read("/v1/models")).data.filter((model) => !model.alias_of).flatMap((model) => model.voices);
  at("voice").replaceChildren(make("option", { value: "", textContent: say("usual") }), ...voiceOptions());
  at("voice-a").replaceChildren(...voiceOptions());
  at("voice-b").replaceChildren(...voiceOptions());
  if (voices.length > 1) at("voice-b").selectedIndex = 1;
}

export async function hear(model, voice, tags, text = "") {
  const tongue = tags?.some((tag) => tag.split("-")[0] === "vi") ? "vi" : "en";
  const input = text || TEXTS[tongue].sampleText;
  const sound = await (await post("/v1/audio/speech", { model: model || "tts-1", voice: voice || "default", input })).blob();
  const audio = new Audio(URL.createObjectURL(sound));
  await audio.play().catch(() => {});
  return audio;
}

export async function hearChosen(select, text = "") {
  const [model, voice] = at(select).value.split("\n");
  const about = voices.find((one) => one.model === model && one.id === voice);
  return hear(model, voice, about?.languages ?? [language], text);
}

export async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    console.warn(error.message);
  } finally {
    button.disabled = false;
  }
}

export function listVoices() {
  const wanted = at("voice-filter").value.toLowerCase();
  const fitting = voices.filter((one) => `${one.id} ${one.description} ${one.languages} ${one.model}`.toLowerCase().includes(wanted));
  at("voice-list").replaceChildren(...fitting.slice(0, MOST_SHOWN).map((one) => {
    const button = make("button", { type: "button", textContent: say("sample") });
    button.setAttribute("aria-label", `${say("sample")}: ${one.id}`);
    button.addEventListener("click", () => busy(button, () => hear(one.model, one.id, one.languages)));
    const buttons = make("p", { className: "buttons" }, button);
    if (one.description === "enrolled") buttons.append(forgetButton(one));
    return make("li", {}, make("h2", { textContent: one.id }),
      make("p", { className: "hint", textContent: `${one.description || one.languages.join(", ")} (${one.model})` }), buttons);
  }));
}

function forgetButton(one) {
  const button = make("button", { type: "button", textContent: say("forget") });
  button.setAttribute("aria-label", `${say("forget")}: ${one.id}`);
  button.addEventListener("click", () => busy(button, async () => {
    await call(`/v1/voices/${encodeURIComponent(one.id)}?model=${encodeURIComponent(one.model)}`, { method: "DELETE" });
    await load();
    listVoices();
  }));
  return button;
}

at("voice-filter").addEventListener("input", listVoices);
for (const side of ["a", "b"]) {
  at(`hear-${side}`).addEventListener("click", () => busy(at(`hear-${side}`), () => hearChosen(`voice-${side}`, at("compare-text").value.trim())));
}
at("hear-both").addEventListener("click", () => busy(at("hear-both"), async () => {
  const first = await hearChosen("voice-a", at("compare-text").value.trim());
  if (!first.ended && !first.paused) await new Promise((resume) => first.addEventListener("ended", resume));
  await hearChosen("voice-b", at("compare-text").value.trim());
}));

at("enrol-form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(at("enrol"), async () => {
    const body = new FormData(at("enrol-form"));
    await call("/v1/voices", { method: "POST", body });
    await load();
    listVoices();
    show(say("enrolled"));
  });
});
