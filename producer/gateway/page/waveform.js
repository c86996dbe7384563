// The waveform of a finished programme, from peaks that the gateway measured.
import { at, read } from "/assets/calls.js";
import { seek } from "/assets/player.js";

const POINTS = 600;
let peaks = [];
let id = null;

document.addEventListener("opened", ({ detail }) => {
  [peaks, id] = [[], detail.id];
  at("waveform").hidden = true;
});

document.addEventListener("job", async ({ detail }) => {
  if (detail.state !== "done" || detail.id !== id || peaks.length) return;
  const found = await read(`${detail.links.self}/peaks?points=${POINTS}`).catch(() => null);
  if (!found || detail.id !== id) return;
  peaks = found.data;
  at("waveform").hidden = false;
  draw();
});

function draw() {
  const canvas = at("waveform");
  if (canvas.hidden || !peaks.length) return;
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  const colours = getComputedStyle(canvas);
  const heard = (at("audio").currentTime / (at("audio").duration || 1)) * peaks.length;
  const step = width / peaks.length;
  peaks.forEach((peak, place) => {
    pen.fillStyle = place < heard ? colours.getPropertyValue("--accent") : colours.getPropertyValue("--faint");
    const tall = Math.max(scale, peak * height);
    pen.fillRect(place * step, (height - tall) / 2, Math.max(1, step * 0.7), tall);
  });
}

for (const event of ["timeupdate", "seeked", "durationchange"]) at("audio").addEventListener(event, draw);
addEventListener("resize", draw);
at("waveform").addEventListener("click", (event) => {
  const box = at("waveform").getBoundingClientRect();
  if (at("audio").duration) seek((at("audio").duration * (event.clientX - box.left)) / box.width);
});
