"use strict";
// What a person does on the page: gives a picture, reads the answer, changes the language. Class names are only text.

const MOST_PIXELS = 16e6; // what every browser can draw at once; a larger picture is drawn smaller
const PATIENCE = 40; // milliseconds without a look at what else is to be done
const SHOWN = 5; // bars
const LISTED = 12; // class names that are read at a glance

const model = JSON.parse(document.getElementById("model").textContent);
const network = new Network(model.nodes, bytesOf(document.getElementById("weights")), model.exact);
let language = languageOf(navigator.language);
let answer = null; // {probabilities, unsure, seconds}
let trouble = ""; // the word of what went wrong
let troubled = ""; // the name of the file that it went wrong with
let asked = 0; // pictures so far: an answer to an older one is dropped

function at(id) {
  return document.getElementById(id);
}

function languageOf(name) {
  const short = name.toLowerCase().slice(0, 2);
  return short in model.words ? short : document.documentElement.lang;
}

// The text of an element in base 64 as bytes; the text is let go.
function bytesOf(element) {
  const text = element.textContent.trim();
  element.remove();
  const bytes = new Uint8Array((text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0));
  const piece = 1 << 20; // letters, a multiple of 4
  for (let from = 0, to = 0; from < text.length; from += piece) {
    const part = atob(text.slice(from, from + piece));
    for (let i = 0; i < part.length; i++) bytes[to++] = part.charCodeAt(i);
  }
  return bytes;
}

function word(name, values = {}) {
  return model.words[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

function percent(share) {
  return new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share);
}

function nameOf(index) {
  return model.classes[language][index];
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const button of at("languages").children) button.setAttribute("aria-pressed", button.lang === chosen);
  const count = new Intl.NumberFormat(chosen).format(model.classes[chosen].length);
  const few = model.classes[chosen].length <= LISTED;
  at("name").textContent = [model.name, model.title].filter(Boolean).join(" · ");
  at("only").textContent = few ? word("only", { names: model.classes[chosen].join(", ") }) : word("only_many", { count });
  at("all").hidden = few;
  at("count").textContent = word("all", { count });
  at("classes").replaceChildren(...model.classes[chosen].map((name) => withText("li", name)));
  at("always").textContent = word(model.threshold === null ? "always" : "almost");
  const right = model.accuracy === null ? "" : word("accuracy", { share: percent(model.accuracy) });
  at("made").textContent = [word("made"), right, model.deep ? word("deep") : ""].filter(Boolean).join(" ");
  tell();
}

function withText(kind, text, style = "") {
  const element = document.createElement(kind);
  element.textContent = text;
  if (style) element.className = style;
  return element;
}

// Shows the answer, or what went wrong, in the language that is chosen.
function tell() {
  at("trouble").hidden = !trouble;
  at("trouble").textContent = trouble && word(trouble, { name: troubled });
  at("answer").hidden = !answer;
  if (!answer) return;
  const best = answer.probabilities.map((share, index) => ({ share, index })).sort((a, b) => b.share - a.share);
  document.body.classList.toggle("unsure", answer.unsure);
  at("verdict").textContent = answer.unsure ? word("unsure") : nameOf(best[0].index);
  at("doubt").hidden = !answer.unsure;
  at("bars").replaceChildren(...best.slice(0, SHOWN).map(({ share, index }) => rowOf(nameOf(index), share)));
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(answer.seconds);
  at("took").textContent = word("took", { seconds });
}

function rowOf(name, share) {
  const row = document.createElement("li");
  const bar = withText("span", "", "bar");
  bar.append(document.createElement("i"));
  bar.firstChild.style.width = `${100 * share}%`;
  row.append(withText("span", name), withText("span", percent(share), "share"), bar);
  return row;
}

// The one way in for every picture: a file that was chosen or taken, dropped or pasted.
async function ask(file) {
  if (!file) return;
  const mine = ++asked;
  answer = null;
  trouble = "";
  document.body.dataset.state = "working";
  tell();
  try {
    const picture = await opened(file);
    if (mine !== asked) return;
    const started = performance.now();
    const square = squareOf(picture, model.preprocessing);
    draw(at("seen"), square);
    at("progress").hidden = false;
    const logits = await network.run(normalised(square, model.preprocessing), pacer(mine));
    const sure = Math.max(...softmax(logits, model.temperature));
    const unsure = model.threshold !== null && sure < model.threshold;
    answer = { probabilities: softmax(logits), unsure, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    if (error === DROPPED) return;
    const apple = error === UNREADABLE && (await isHeic(file));
    if (mine !== asked) return;
    trouble = error !== UNREADABLE ? "failed" : apple ? "heic" : "unreadable";
    troubled = file.name;
    if (error !== UNREADABLE) console.error(error);
    else showNothing();
  }
  at("progress").hidden = true;
  document.body.dataset.state = trouble ? "trouble" : "answered";
  tell();
  document.dispatchEvent(new CustomEvent("told", { detail: answer }));
}

const DROPPED = new Error("another picture was given meanwhile");
const UNREADABLE = new Error("no picture that this browser can read");

// Lets the browser breathe between layers, and shows how far it is.
function pacer(mine) {
  let last = performance.now();
  return async (share) => {
    if (performance.now() - last < PATIENCE) return;
    at("progress").value = share;
    await new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      channel.port2.postMessage(null);
    });
    if (mine !== asked) throw DROPPED;
    last = performance.now();
  };
}

// The picture as bytes, turned as it was taken, on white where it lets something through; shown on the way.
async function opened(file) {
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { naturalWidth: wide, naturalHeight: high } = image;
    const smaller = Math.min(1, Math.sqrt(MOST_PIXELS / (wide * high)));
    const canvas = at("shown");
    canvas.width = Math.max(1, Math.round(wide * smaller));
    canvas.height = Math.max(1, Math.round(high * smaller));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
    at("hint").hidden = true;
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Uint8Array(3 * width * height);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      colours[to++] = data[from];
      colours[to++] = data[from + 1];
      colours[to++] = data[from + 2];
    }
    return { width, height, data: colours };
  } catch {
    throw UNREADABLE;
  } finally {
    URL.revokeObjectURL(address);
  }
}

// The picture before would stand there beside what is said of this one.
function showNothing() {
  at("shown").hidden = true;
  at("hint").hidden = false;
}

// Whether a file is a photo as phones of Apple keep it, told by its first bytes.
async function isHeic(file) {
  const head = await file.slice(0, 12).text().catch(() => "");
  return /^[^]{4}ftyp(hei|hev|mif1|msf1)/.test(head);
}

function draw(canvas, { width, height, data }) {
  canvas.width = width;
  canvas.height = height;
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; to += 4) {
    for (let channel = 0; channel < 3; channel++) pixels.data[to + channel] = data[from++];
    pixels.data[to + 3] = 255;
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

// Of what was dropped or pasted: the first picture.
function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? transfer?.files?.[0];
}

for (const id of ["camera", "file"]) {
  at(id).addEventListener("change", (event) => {
    ask(event.target.files[0]);
    event.target.value = "";
  });
}
document.addEventListener("paste", (event) => ask(pictureIn(event.clipboardData)));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  at("place").classList.add("over");
});
document.addEventListener("dragleave", () => at("place").classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  at("place").classList.remove("over");
  ask(pictureIn(event.dataTransfer));
});
for (const name of Object.keys(model.words)) {
  const button = withText("button", name.toUpperCase());
  button.lang = name;
  button.title = model.words[name].language;
  button.addEventListener("click", () => speak(name));
  at("languages").append(button);
}
speak(language);
