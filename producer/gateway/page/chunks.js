// The chunks of one job: the suspicious ones first, heard alone, edited, made anew.
import { at, make, post, read } from "/assets/calls.js";
import { clock, open, seek } from "/assets/player.js";
import { say } from "/assets/texts.js";

const CHUNKS_A_PAGE = 50;
let job = null;
let next = null;

document.addEventListener("opened", ({ detail }) => {
  job = detail;
  at("chunks").replaceChildren();
  at("chunks-box").hidden = true;
});

document.addEventListener("job", ({ detail }) => {
  if (detail.state === "done" && detail.id === job?.id) listChunks().catch(() => {});
});

async function listChunks(after = 0) {
  const wanted = job.id;
  const page = await read(`/v1/jobs/${wanted}/chunks?order=${at("chunk-order").value}&limit=${CHUNKS_A_PAGE}&after=${after}`);
  if (wanted !== job.id) return;
  const rows = page.data.map(row);
  if (after) at("chunks").append(...rows);
  else at("chunks").replaceChildren(...rows);
  next = page.next;
  at("more-chunks").hidden = !next;
  at("chunks-box").hidden = false;
}

function named(button, number) {
  button.setAttribute("aria-label", `${button.textContent}: ${say("chunk", number)}`);
  return button;
}

function row(chunk) {
  const found = chunk.findings.map((one) => one.says).concat(chunk.gap ? [chunk.gap] : []).join("; ");
  const words = make("p", { textContent: chunk.text });
  const hear = named(make("button", { type: "button", textContent: say("hear") }), chunk.number);
  const edit = named(make("button", { type: "button", textContent: say("edit") }), chunk.number);
  const again = named(make("button", { type: "button", textContent: say("remake") }), chunk.number);
  hear.addEventListener("click", () => seek(chunk.start_s));
  again.addEventListener("click", () => remake(again, chunk, {}));
  edit.addEventListener("click", () => {
    edit.hidden = true;
    words.replaceWith(editor(chunk));
  });
  return make("li", { className: found ? "suspicious" : "" },
    make("p", { className: "hint", textContent: `${say("chunk", chunk.number)}, ${clock(chunk.start_s)}${found ? `: ${found}` : ""}` }),
    words, make("p", { className: "buttons" }, hear, edit, again));
}

function editor(chunk) {
  const field = make("textarea", { rows: 3, value: chunk.text });
  field.setAttribute("aria-label", `${say("edit")}: ${say("chunk", chunk.number)}`);
  const save = named(make("button", { type: "submit", className: "primary", textContent: say("save") }), chunk.number);
  const form = make("form", {}, field, make("p", { className: "buttons" }, save));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remake(save, chunk, { text: field.value });
  });
  setTimeout(() => field.focus());
  return form;
}

async function remake(button, chunk, fields) {
  button.disabled = true;
  try {
    const made = await (await post(`/v1/jobs/${job.id}/chunks/${chunk.number}/remake`, fields)).json();
    open(made, { startAt: chunk.start_s });
    at("player-title").focus();
  } catch (error) {
    console.warn(error.message);
  } finally {
    button.disabled = false;
  }
}

at("chunk-order").addEventListener("change", () => listChunks().catch(() => {}));
at("more-chunks").addEventListener("click", () => listChunks(next).catch(() => {}));
