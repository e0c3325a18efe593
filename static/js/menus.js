/* Menus are <details data-menu>: they work without this. Here: Escape and a click elsewhere close them.
   And where a project's tabs are wider than the phone, the current one is brought into view. */
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

const tab = document.querySelector(".q-tabs [aria-current]");
const tabs = tab && tab.closest(".q-tabs");
if (tabs && tabs.scrollWidth > tabs.clientWidth) {
  const room = tabs.clientWidth - tab.offsetWidth;
  tabs.scrollLeft += tab.getBoundingClientRect().left - tabs.getBoundingClientRect().left - room / 2;
}

/* What just happened is on the page from the start, and a screen reader reads what changes: put it there anew. Where a
   person has landed further down, it floats at the window's edge until they go on. */
const told = document.querySelector(".q-messages");
const float = () => {
  if (told.getBoundingClientRect().bottom > 0) return;
  told.style.height = `${told.offsetHeight}px`;
  told.classList.add("is-afloat");
  for (const act of ["keydown", "pointerdown"]) addEventListener(act, () => told.classList.remove("is-afloat"), { once: true });
};
if (told?.childElementCount) {
  setTimeout(() => {
    if (!told.contains(document.activeElement)) told.replaceChildren(...[...told.children].map((one) => one.cloneNode(true)));
    float();
  }, 300);
}

/* A form that came back: its summary of errors is read out, and Tab goes on from there. */
document.querySelector(".q-errors:not([data-problems])")?.focus();
