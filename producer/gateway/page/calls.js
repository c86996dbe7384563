// Calls of the gateway. An error is shown as its sentence.
import { say } from "/assets/texts.js";

export const at = (id) => document.getElementById(id);

export function show(sentence) {
  at("notice").textContent = sentence;
  at("notice").hidden = !sentence;
}

export async function call(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    show(say("offline"));
    throw new Error(say("offline"));
  }
  if (answer.status === 401) at("sign-in").hidden = false;
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({ detail: answer.statusText }));
    show(problem.detail);
    throw new Error(problem.detail);
  }
  show("");
  return answer;
}

export const read = async (address, options) => (await call(address, options)).json();

export const post = (address, fields) =>
  call(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });

export function make(tag, fields = {}, ...inside) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inside);
  return element;
}
