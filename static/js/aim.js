// The aim's builder: a moment after something is typed, the server is asked how the aim reads, and only what changed
// is put in its place, so that a screen reader hears no more than that. Nothing is saved. The words live on the
// server; without this script the button "See the sentence" asks for the same.
const form = document.querySelector("[data-aim-form]");
const PAUSE = 500;
let timer = 0;
let asked = null;

const put = (html) => {
  const answer = new DOMParser().parseFromString(html, "text/html");
  for (const part of answer.querySelectorAll("[data-part]")) {
    const mine = document.querySelector(`[data-part="${part.dataset.part}"]`);
    if (mine && mine.innerHTML !== part.innerHTML) mine.replaceChildren(...part.childNodes);
  }
};

const ask = async () => {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: asked.signal, redirect: "error" });
    if (answer.ok) put(await answer.text());
  } catch {
    // Overtaken by a later one, signed out or no connection: what stands on the page stays.
  }
};

if (form) {
  form.querySelector("[data-aim-show]").hidden = true;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    event.preventDefault();
    const field = form.elements.from_value;
    field.value = button.dataset.fill;
    field.focus();
    soon();
  });
}
