/* "Explore this chart": draws the figure that the page already carries (json_script) in place of the SVG.
   <button type="button" hidden data-explore="ID of the place" data-figure="ID of the JSON"
           data-src="address of Plotly" [data-replaces="ID of what it stands in for"]>
   A page with several has <button type="button" hidden data-explore-all>, which explores them all: one chart a
   frame, so that the page answers in between.
   A page of small charts has no figure of its own:
   <div hidden data-explore-panels="address of the figures" data-src="address of Plotly" data-back="words of the way back">
     <button type="button">…</button><p role="status"></p></div>
   and for each chart <figure data-panel="its key in the figures" data-name="whose it is">its SVG</figure>. The click
   fetches the figures and Plotly, once, and draws every panel in place of its SVG; the next one brings the SVGs back.
   Plotly loads on the click; on a wide screen without Save-Data it loads when the browser is idle, so that the
   click is answered at once. Without this script the button stays hidden and the SVG is the chart. */

const root = document.documentElement;
const charts = new Map();
/* Narrower than this, a chart is laid out as on a phone. */
const NARROW = 640;
let loading = null;
let queue = Promise.resolve();

function loadPlotly(src) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error("The chart's script did not load."));
    };
    document.head.append(script);
  });
  return loading;
}

/* "shapes[0].line.color" → the place in the object; a step that is not there is left alone. */
function setPath(target, path, value) {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  const last = steps.pop();
  const holder = steps.reduce((at, step) => at?.[step], target);
  if (holder) holder[last] = value;
}

/* After the next paint; a page that is not seen has none. */
function nextFrame() {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
}

/* Charts are drawn one after the other, each in a frame of its own. */
function inTurn(work) {
  const done = queue.then(nextFrame).then(work);
  queue = done.catch(() => {});
  return done;
}

/* The same figure in the reader's theme, laid out for the room it has: every colour named in meta.tokens is read
   from the page. */
function themed(figure, isNarrow) {
  const style = getComputedStyle(root);
  const { meta, ...wide } = figure.layout;
  const copy = structuredClone({ data: figure.data, layout: (isNarrow && meta.phone) || wide, config: figure.config });
  copy.layout.meta ??= { tokens: meta.tokens };
  for (const part of [...copy.data, copy.layout]) {
    for (const [path, token] of Object.entries(part.meta?.tokens ?? {})) {
      setPath(part, path, style.getPropertyValue(token).trim());
    }
  }
  copy.layout.font.family = getComputedStyle(document.body).fontFamily;
  copy.layout.hoverlabel = {
    bgcolor: style.getPropertyValue("--q-card").trim(),
    bordercolor: style.getPropertyValue("--q-edge").trim(),
    font: { color: style.getPropertyValue("--q-ink").trim(), size: copy.layout.font.size + 1 },
  };
  return copy;
}

/* What is drawn is read out below: loose words of an axis would only be in the way. */
function hush(place) {
  for (const svg of place.querySelectorAll(".main-svg")) svg.setAttribute("aria-hidden", "true");
}

function draw(place, figure) {
  return inTurn(() => {
    const { data, layout, config } = themed(figure, (place.clientWidth || innerWidth) < NARROW);
    return window.Plotly.react(place, data, layout, config).then(hush);
  });
}

/* A point in words, and the way to its own page where there is one. */
function read(point, said) {
  said.textContent = point.text;
  if (!point.link) return;
  const link = document.createElement("a");
  link.href = point.link;
  link.textContent = point.open;
  said.append(". ", link);
}

/* Arrow keys, Home and End read the points one by one; hidden figures and gaps say that they are. A click reads
   the point it hits. */
function readPoints(place, figure, said) {
  const readout = figure.layout.meta.readout;
  let at = readout.length;
  place.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: readout.length - 1 };
    if (!(event.key in moves) || !readout.length) return;
    event.preventDefault();
    at = Math.min(readout.length - 1, Math.max(0, moves[event.key]));
    const point = readout[at];
    read(point, said);
    if (point.curve === undefined) window.Plotly.Fx.unhover(place);
    else window.Plotly.Fx.hover(place, [{ curveNumber: point.curve, pointNumber: point.point }]);
  });
  place.on("plotly_click", ({ points: [hit] }) => {
    const found = readout.findIndex((one) => one.curve === hit.curveNumber && one.point === hit.pointNumber);
    if (found === -1) return;
    at = found;
    read(readout[at], said);
  });
}

/* Puts a figure where it is wanted, and makes it one that keys and a screen reader can read. Gives back the line
   that says the points. */
async function show(place, figure, name, hint) {
  place.hidden = false;
  place.tabIndex = 0;
  // An application: screen readers leave the arrow keys to it.
  place.setAttribute("role", "application");
  place.setAttribute("aria-label", `${name}. Use the left and right arrow keys to read the points.`);
  const said = document.createElement("p");
  said.className = "q-said q-sm q-2 mt-2";
  said.setAttribute("role", "status");
  place.after(said);
  await draw(place, figure);
  charts.set(place, figure);
  readPoints(place, figure, said);
  said.textContent = hint; // not before the keys can do what it says
  return said;
}

async function explore(button, { focus = true } = {}) {
  const place = document.getElementById(button.dataset.explore);
  const figure = JSON.parse(document.getElementById(button.dataset.figure).textContent);
  const words = button.textContent;
  button.disabled = true;
  button.textContent = "Loading the chart…";
  try {
    await loadPlotly(button.dataset.src);
  } catch {
    button.disabled = false;
    button.textContent = "That did not load. Try again";
    return;
  }
  await show(place, figure, "Chart", "Point at the chart, or use the left and right arrow keys, to read it.");
  const replaced = document.getElementById(button.dataset.replaces ?? "");
  if (replaced) replaced.hidden = true;
  button.textContent = words;
  button.hidden = true;
  if (focus) place.focus({ preventScroll: true });
}

/* The figures of all panels, by key. Whoever is no longer signed in gets a page instead, which is no figure. */
async function fetchFigures(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) throw new Error("The figures did not come.");
  return answer.json();
}

async function explorePanel(panel, figure) {
  const picture = panel.firstElementChild;
  const place = document.createElement("div");
  place.className = "q-explored";
  panel.append(place);
  await show(place, figure, panel.dataset.name, "");
  picture.setAttribute("hidden", "");
}

function closePanel(panel) {
  const [picture, place, said] = panel.children;
  if (!place) return;
  charts.delete(place);
  window.Plotly.purge(place);
  place.remove();
  said.remove();
  picture.removeAttribute("hidden");
}

function explorePanels(tool) {
  const [button, said] = tool.children;
  const words = button.textContent;
  const panels = [...document.querySelectorAll("[data-panel]")];
  let figures = null;
  let isOpen = false;
  let isBusy = false;
  const say = (open, text) => {
    isOpen = open;
    button.textContent = open ? tool.dataset.back : words;
    said.textContent = text;
  };
  tool.hidden = !panels.length;
  button.addEventListener("click", async () => {
    if (isBusy) return;
    if (isOpen) {
      panels.forEach(closePanel);
      say(false, "");
      return;
    }
    // Not disabled meanwhile: that would take the focus away.
    isBusy = true;
    said.textContent = "Loading the charts…";
    try {
      [figures] = await Promise.all([figures ?? fetchFigures(tool.dataset.explorePanels), loadPlotly(tool.dataset.src)]);
      const drawn = panels.filter((panel) => panel.dataset.panel in figures);
      await Promise.all(drawn.map((panel) => explorePanel(panel, figures[panel.dataset.panel])));
      say(true, "Point at a chart to read it, or go to it with Tab and use the left and right arrow keys.");
    } catch {
      panels.forEach(closePanel);
      say(false, "That did not load. Try again.");
    }
    isBusy = false;
  });
}

document.querySelectorAll("[data-explore-panels]").forEach(explorePanels);

const buttons = [...document.querySelectorAll("button[data-explore]")];
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => explore(button));
}
for (const all of document.querySelectorAll("button[data-explore-all]")) {
  all.hidden = buttons.length < 2;
  all.addEventListener("click", async () => {
    all.disabled = true;
    await Promise.all(buttons.filter((one) => !one.hidden).map((one) => explore(one, { focus: false })));
    all.hidden = true;
  });
}

if (buttons.length && matchMedia("(min-width: 992px)").matches && !navigator.connection?.saveData) {
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 3000));
  addEventListener("load", () => whenIdle(() => loadPlotly(buttons[0].dataset.src).catch(() => {})));
}

const redrawAll = () => {
  for (const [place, figure] of charts) draw(place, figure);
};
new MutationObserver(redrawAll).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
matchMedia(`(max-width: ${NARROW}px)`).addEventListener("change", redrawAll);
