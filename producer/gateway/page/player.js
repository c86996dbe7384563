// One job: heard while it is made, then with its captions and chapters.
import { at, call, make, read } from "/assets/calls.js";
import { say } from "/assets/texts.js";

let job = null;
let events = null;
let cues = [];
let place = 0; // where the finished programme is to be heard from

export function clock(seconds) {
  const whole = Math.round(seconds);
  const rest = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export function stateOf(one) {
  const eta = one.eta_s ? `, ${say("left", clock(one.eta_s))}` : "";
  return `${say(one.state)}, ${one.percent} %${one.state === "running" ? eta : ""}, ${clock(one.audio_s)}${one.error ? `: ${one.error}` : ""}`;
}

export function seek(seconds) {
  at("audio").currentTime = seconds;
  at("audio").play().catch(() => {});
}

export function open(one, { play = false, startAt = 0 } = {}) {
  events?.close();
  cues = [];
  job = one;
  place = startAt;
  document.dispatchEvent(new CustomEvent("opened", { detail: one }));
  at("player").hidden = false;
  at("player-title").textContent = one.title;
  for (const part of ["captions", "chapters", "downloads"]) at(part).replaceChildren();
  at("captions-box").hidden = at("chapters-box").hidden = true;
  const audio = at("audio");
  if (one.state === "done") {
    audio.src = one.links.audio;
  } else if (["running", "stitching"].includes(one.state)) {
    audio.src = `${one.links.live}?format=mp3`;
  } else {
    audio.removeAttribute("src");
  }
  if (play) audio.play().catch(() => {});
  update(one);
  if (!["failed", "cancelled", "done"].includes(one.state)) follow(one);
  at("player").scrollIntoView({ block: "nearest" });
}

function follow(one) {
  events = new EventSource(one.links.events);
  events.addEventListener("job", (event) => {
    const now = JSON.parse(event.data);
    update(now);
    if (["failed", "cancelled", "done"].includes(now.state)) events.close();
  });
}

function update(now) {
  const before = job.state;
  job = now;
  at("player-state").textContent = stateOf(now);
  at("player-progress").value = now.percent;
  at("cancel").hidden = !["running", "stitching"].includes(now.state);
  document.dispatchEvent(new CustomEvent("job", { detail: now }));
  if (now.state === "done") finished(now, before !== "done");
}

async function finished(now, changes) {
  const audio = at("audio");
  if (changes) {
    const [heard, plays] = [audio.currentTime || place, !audio.paused && !audio.ended];
    audio.src = now.links.audio;
    audio.currentTime = heard;
    if (plays) audio.play().catch(() => {});
  }
  at("downloads").replaceChildren(
    make("a", { className: "button", href: now.links.audio, download: "", textContent: say("download") }),
    make("a", { className: "button", href: `${now.links.captions}?format=srt`, download: "", textContent: "SRT" }),
    make("a", { className: "button", href: `${now.links.report}?format=html`, target: "_blank", rel: "noopener", textContent: say("report") }),
  );
  const [captions, chapters] = await Promise.all([
    read(`${now.links.captions}?format=json`), read(now.links.chapters),
  ]);
  if (now.id !== job.id) return;
  list("chapters", chapters.data.map((one) => [one.start_s, `${clock(one.start_s)} ${one.title}`]));
  cues = list("captions", captions.cues.map((one) => [one.start_sample / captions.sample_rate, one.text]));
}

function list(id, entries) {
  const buttons = entries.map(([start, text]) => {
    const button = make("button", { type: "button", textContent: text });
    button.addEventListener("click", () => seek(start));
    return { start, button };
  });
  at(id).replaceChildren(...buttons.map(({ button }) => make("li", {}, button)));
  at(`${id}-box`).hidden = buttons.length === 0;
  return buttons;
}

at("audio").addEventListener("timeupdate", () => {
  const now = at("audio").currentTime + 0.05;
  const current = cues.findLast(({ start }) => start <= now);
  for (const cue of cues) {
    const is = cue === current;
    if (is && !cue.button.hasAttribute("aria-current")) {
      cue.button.setAttribute("aria-current", "true");
      const box = at("captions");
      box.scrollTop = cue.button.offsetTop - box.offsetTop - box.clientHeight / 3;
    } else if (!is) {
      cue.button.removeAttribute("aria-current");
    }
  }
});

at("cancel").addEventListener("click", async () => {
  update(await (await call(job.links.self, { method: "DELETE" })).json());
});
