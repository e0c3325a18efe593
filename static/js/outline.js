// An outline by keyboard: Alt with the arrow keys presses a row's own "up" and "down" buttons, and after the page has
// come back the row it was about has the focus again. Without this script the buttons do the same.
const rowOf = (element) => element.closest("[data-row]");

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const row = way && rowOf(event.target);
  if (!row || event.target.matches("input, textarea, select")) return;
  const button = row.querySelector(`button[name="way"][value="${way}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});

const landed = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (landed && landed.matches("[data-row]")) landed.focus();
