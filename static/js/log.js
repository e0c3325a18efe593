/* The log page: Enter goes to the next figure, Ctrl+Enter or Enter in the last one saves; figures typed are kept in
   this tab until they are saved (never notes, never beyond the tab). The page works without any of this. */
const form = document.getElementById("log-form");
const figures = form ? [...form.querySelectorAll("[data-figure], [data-part]")] : [];
const kept = form ? [...form.querySelectorAll("[data-figure], [data-part], [type=radio], [data-seen]")] : [];
const key = form ? `ftc-qi-log.${form.dataset.draft}` : "";

const FIRST = "[data-figure=value], [data-figure=numerator], [data-figure=denominator]";

/* --- keys --- */
const next = (field) => figures.slice(figures.indexOf(field) + 1).find((one) => one.offsetParent !== null);

const go = (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!event.target.matches("[data-figure], [data-part]")) return;
  const to = next(event.target);
  if (!to) return; // the last one: the form is sent
  event.preventDefault();
  to.focus();
  if (to.type === "text") to.select();
};

/* --- how many are filled, and what two numbers come to --- */
const isFilled = (cell) => {
  const chosen = cell.querySelector("[type=radio]:checked");
  return Boolean(chosen && chosen.value) || [...cell.querySelectorAll("[data-figure]:not([data-figure=people])")].every((one) => one.value.trim());
};

const count = () => {
  const cells = [...form.querySelectorAll("[data-cell]")];
  const words = document.querySelector("[data-filled]");
  if (words && cells.length) words.textContent = `${cells.filter(isFilled).length} of ${cells.length} filled`;
};

const plain = (text) => (/^\s*(\d+|\d{1,3}(,\d{3})+)(\.\d*)?\s*$/.test(text) ? Number(text.replaceAll(",", "")) : NaN);

const share = (cell) => {
  const result = cell && cell.querySelector("[data-share]");
  if (!result) return;
  const part = plain(cell.querySelector("[data-figure=numerator]").value);
  const whole = plain(cell.querySelector("[data-figure=denominator]").value);
  const sensible = whole > 0 && part >= 0 && part <= whole;
  result.hidden = !sensible;
  if (sensible) result.querySelector("b").textContent = `${((100 * part) / whole).toFixed(Number(result.dataset.share))}%`;
};

/* --- the draft of this tab --- */
const store = (() => {
  try {
    return window.sessionStorage;
  } catch {
    return null; // switched off: nothing is kept
  }
})();

const values = () => Object.fromEntries(kept.filter((one) => one.type !== "radio" || one.checked).map((one) => [one.name, one.value]));

const put = (draft) => {
  for (const one of kept) {
    if (!(one.name in draft)) continue;
    if (one.type === "radio") one.checked = one.value === draft[one.name];
    else one.value = draft[one.name];
  }
  form.querySelectorAll("details").forEach((part) => {
    const chosen = part.querySelector("[type=radio]:checked");
    if ((chosen && chosen.value) || [...part.querySelectorAll("[data-part]")].some((one) => one.value)) part.open = true;
  });
};

const same = (one, other) => kept.every(({ name }) => (one[name] ?? "").trim() === (other[name] ?? "").trim());

const draft = () => {
  const given = values();
  const note = document.querySelector("[data-draft-note]");
  const stored = JSON.parse(store.getItem(key) ?? "null");
  if ("saved" in form.dataset) store.removeItem(key);
  else if (stored && !("bound" in form.dataset) && !same(stored, given)) {
    put(stored);
    note.hidden = false;
    note.querySelector("[data-draft-drop]").addEventListener("click", () => {
      store.removeItem(key);
      put(given);
      note.hidden = true;
      refresh();
      figures[0]?.focus();
    });
  }
  const unsaved = () => "bound" in form.dataset || !same(values(), given);
  const keep = () => (unsaved() ? store.setItem(key, JSON.stringify(values())) : store.removeItem(key));
  form.addEventListener("input", keep);
  if ("bound" in form.dataset) keep();
};

const refresh = () => {
  count();
  form.querySelectorAll("[data-cell]").forEach(share);
};

if (form) {
  form.addEventListener("keydown", go);
  form.addEventListener("input", (event) => {
    count();
    share(event.target.closest("[data-cell]"));
    document.querySelector("[data-toast]")?.remove();
  });
  if (store) draft();
  refresh();
  const hint = document.querySelector("[data-hint]");
  if (hint && window.matchMedia("(pointer: fine)").matches) hint.textContent = ". Enter goes to the next figure, Ctrl and Enter saves.";
  const problems = document.querySelector("[data-problems]");
  if (problems) problems.focus();
  else if (!("saved" in form.dataset) && window.matchMedia("(pointer: fine)").matches && !window.location.hash) {
    figures.find((one) => !one.value && one.matches(FIRST))?.focus({ preventScroll: true });
  }
}
