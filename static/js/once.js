/* A form that changes something is sent once: the second click of a double click would write the same again. It can be
   sent again after five seconds, where no answer came, and when the person comes back to the page. */
const WAIT = 5000;
const sent = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (Date.now() - (sent.get(form) ?? -WAIT) < WAIT) event.preventDefault();
  else sent.set(form, Date.now());
});

window.addEventListener("pageshow", () => sent.clear());
