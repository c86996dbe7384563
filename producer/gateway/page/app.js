// The page: sections, the form, lists. It calls the same addresses as everybody.
import { at, call, make, post, read, show } from "/assets/calls.js";
import { open, stateOf } from "/assets/player.js";
import { speakers } from "/assets/speakers.js";
import { language, say, speakIn } from "/assets/texts.js";
import { busy, hearChosen, listVoices, load } from "/assets/voices.js";
import "/assets/chunks.js";
import "/assets/waveform.js";

const SECTIONS = ["speak", "jobs", "voices", "farm"];
const JOBS_A_PAGE = 20;
const REFRESH_MS = 3000;
let next = null;

// -- sections --------------------------------------------------------------------------------

function shown() {
  const wanted = location.hash.slice(1);
  return SECTIONS.includes(wanted) ? wanted : "speak";
}

async function go() {
  const now = shown();
  for (const name of SECTIONS) at(`section-${name}`).hidden = name !== now;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${now}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${say(now)} – voicefarm`;
  if (now === "jobs") await listJobs();
  if (now === "voices") listVoices();
  if (now === "farm") await showFarm();
}

addEventListener("hashchange", () => go().catch(() => {}));
setInterval(() => {
  if (!document.hidden && shown() === "farm") showFarm().catch(() => {});
}, REFRESH_MS);

// -- the form --------------------------------------------------------------------------------

function options() {
  const [model, voice] = at("voice").value.split("\n");
  return {
    ...(voice ? { model, voice } : {}),
    ...(at("speed").value && at("speed").value !== "1" ? { speed: Number(at("speed").value) } : {}),
    ...speakers(),
    outputs: [at("form").value],
  };
}

function given() {
  const file = at("file").files[0];
  if (!file && !at("text").value.trim()) {
    show(say("noText"));
    at("text").focus();
    return null;
  }
  return file;
}

async function send(address) {
  const file = given();
  if (file === null) return null;
  if (!file) {
    const text = at("text").value;
    const [first] = text.trim().split("\n");
    const title = first.replace(/^#+\s*/, "").slice(0, 60);
    return (await post(address, { text, title, ...options() })).json();
  }
  const form = new FormData();
  form.append("file", file);
  form.append("options", JSON.stringify(options()));
  return (await call(address, { method: "POST", body: form })).json();
}

at("text-form").addEventListener("submit", (event) => {
  event.preventDefault();
  busy(at("start"), async () => {
    const job = await send("/v1/jobs");
    if (job) open(job, { play: true });
  });
});

at("preview").addEventListener("click", () => busy(at("preview"), async () => {
  const preview = await send("/v1/preview");
  if (!preview) return;
  at("preview-chunks").replaceChildren(...preview.chunks.map((chunk) => {
    const written = chunk.written && chunk.written !== chunk.spoken;
    const whose = chunk.speaker ? [make("strong", { textContent: `${chunk.speaker} (${chunk.voice}): ` })] : [];
    return make("li", {}, ...whose, chunk.spoken,
      ...(written ? [make("span", { className: "written", textContent: `${say("written")}: ${chunk.written}` })] : []));
  }));
  at("omissions").replaceChildren(...preview.omissions.map((one) => make("li", { textContent: `${one.what}: ${one.text}` })));
  at("left-out").hidden = preview.omissions.length === 0;
  at("previewed").hidden = false;
}));

at("sample").addEventListener("click", () => busy(at("sample"), () => hearChosen("voice")));

at("text").addEventListener("input", () => {
  at("count").textContent = say("characters", at("text").value.length.toLocaleString(language));
});

const drop = at("text-form");
drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("dropping"); });
drop.addEventListener("dragleave", () => drop.classList.remove("dropping"));
drop.addEventListener("drop", (event) => {
  drop.classList.remove("dropping");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  at("file").files = event.dataTransfer.files;
  at("file").dispatchEvent(new Event("input"));
});

// -- lists -----------------------------------------------------------------------------------

async function listJobs(after = "") {
  const page = await read(`/v1/jobs?limit=${JOBS_A_PAGE}${after ? `&after=${after}` : ""}`);
  const cards = page.data.map(card);
  if (after) at("job-list").append(...cards);
  else at("job-list").replaceChildren(...cards);
  next = page.next;
  at("more").hidden = !next;
  at("no-jobs").hidden = at("job-list").childElementCount > 0;
}

function card(job) {
  const button = make("button", { type: "button", textContent: say("open") });
  button.setAttribute("aria-label", `${say("open")}: ${job.title}`);
  button.addEventListener("click", async () => open(await read(job.links.self)));
  const bar = make("progress", { max: 100, value: job.percent });
  bar.setAttribute("aria-label", job.title);
  return make("li", { id: `job-${job.id}` }, make("h2", { textContent: job.title }),
    make("p", { className: "hint", textContent: stateOf(job) }), bar, make("p", {}, button));
}

document.addEventListener("job", ({ detail }) => at(`job-${detail.id}`)?.replaceWith(card(detail)));
at("more").addEventListener("click", () => busy(at("more"), () => listJobs(next)));

async function showFarm() {
  const farm = await read("/v1/farm");
  at("workers").replaceChildren(...farm.workers.map((one) => make("tr", {},
    make("th", { scope: "row", textContent: one.worker }),
    ...[one.model, one.slots, one.busy, one.chunks, `${one.memory_mb} MB`].map((cell) => make("td", { textContent: cell })))));
  const todo = Object.values(farm.models).reduce((sum, one) => sum + one.unfinished, 0);
  at("queue").textContent = say("unfinished", todo);
}

async function begin() {
  await load();
  await go();
}

at("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const key = at("key").value;
  await call("/v1/session", { method: "POST", headers: { Authorization: `Bearer ${key}` } });
  at("key").value = "";
  at("sign-in").hidden = true;
  await begin();
});

at("ui-language").value = language;
at("ui-language").addEventListener("change", (event) => {
  speakIn(event.target.value);
  at("voice").querySelector("option").textContent = say("usual");
  go().catch(() => {});
});
speakIn(language);
begin().catch(() => go().catch(() => {}));
