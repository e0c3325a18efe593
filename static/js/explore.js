/* "Explore this chart": draws the figure that the page already carries (json_script) in place of the SVG.
   <button type="button" hidden data-explore="ID of the place" data-figure="ID of the JSON"
           data-src="address of Plotly" [data-replaces="ID of what it stands in for"]>
   Plotly loads on the click; on a wide screen without Save-Data it loads when the browser is idle, so that the
   click is answered at once. Without this script the button stays hidden and the SVG is the chart. */

const root = document.documentElement;
const charts = new Map();
let loading = null;

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

/* The same figure in the reader's theme: every colour named in meta.tokens is read from the page. */
function themed(figure) {
  const style = getComputedStyle(root);
  const copy = structuredClone(figure);
  for (const part of [...copy.data, copy.layout]) {
    for (const [path, token] of Object.entries(part.meta?.tokens ?? {})) {
      setPath(part, path, style.getPropertyValue(token).trim());
    }
  }
  copy.layout.font.family = getComputedStyle(document.body).fontFamily;
  copy.layout.hoverlabel = {
    bgcolor: style.getPropertyValue("--q-card").trim(),
    bordercolor: style.getPropertyValue("--q-edge").trim(),
    font: { color: style.getPropertyValue("--q-ink").trim(), size: 14 },
  };
  return copy;
}

function draw(place, figure) {
  const { data, layout, config } = themed(figure);
  return window.Plotly.react(place, data, layout, config);
}

/* Arrow keys, Home and End read the points one by one; hidden figures and gaps say that they are. */
function readByKeys(place, figure, said) {
  const readout = figure.layout.meta.readout;
  let at = readout.length;
  place.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: readout.length - 1 };
    if (!(event.key in moves) || !readout.length) return;
    event.preventDefault();
    at = Math.min(readout.length - 1, Math.max(0, moves[event.key]));
    const point = readout[at];
    said.textContent = point.text;
    if (point.curve === undefined) window.Plotly.Fx.unhover(place);
    else window.Plotly.Fx.hover(place, [{ curveNumber: point.curve, pointNumber: point.point }]);
  });
}

async function explore(button) {
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
  place.hidden = false;
  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Chart. Use the left and right arrow keys to read the points.");
  const said = document.createElement("p");
  said.className = "q-sm q-2 mt-2";
  said.setAttribute("role", "status");
  said.textContent = "Point at the chart, or use the left and right arrow keys, to read it.";
  place.after(said);
  await draw(place, figure);
  const replaced = document.getElementById(button.dataset.replaces ?? "");
  if (replaced) replaced.hidden = true;
  charts.set(place, figure);
  readByKeys(place, figure, said);
  button.textContent = words;
  button.hidden = true;
  place.focus({ preventScroll: true });
}

const buttons = [...document.querySelectorAll("button[data-explore]")];
for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => explore(button));
}

if (buttons.length && matchMedia("(min-width: 992px)").matches && !navigator.connection?.saveData) {
  const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 3000));
  addEventListener("load", () => whenIdle(() => loadPlotly(buttons[0].dataset.src).catch(() => {})));
}

const redrawAll = () => {
  for (const [place, figure] of charts) draw(place, figure);
};
new MutationObserver(redrawAll).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
