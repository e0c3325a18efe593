// The board of PDSA cycles by dragging and by arrow keys. Both do what a card's own button does: they open the form of
// the move, where nothing is saved yet. A lane that does not take the card says why. Without this script the buttons do.
const board = document.querySelector("[data-board]");
const says = document.querySelector("[data-board-says]");

const cardOf = (element) => element.closest?.("[data-card]");
const laneOf = (element) => element.closest?.("[data-lane]");
const open = (card) => card.querySelector("[data-move]").click();

function say(words) {
  says.hidden = false;
  says.textContent = words;
}

let held = null;

document.addEventListener("dragstart", (event) => {
  held = cardOf(event.target);
  if (!held) return;
  held.classList.add("is-held");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.querySelector("h3").textContent);
});

document.addEventListener("dragover", (event) => {
  const lane = held && laneOf(event.target);
  for (const other of document.querySelectorAll(".is-over")) if (other !== lane) other.classList.remove("is-over");
  if (!lane) return;
  event.preventDefault(); // every lane takes the drop: the wrong ones answer with words
  lane.classList.toggle("is-over", lane.dataset.lane === held.dataset.to);
});

document.addEventListener("drop", (event) => {
  const lane = held && laneOf(event.target);
  if (!lane) return;
  event.preventDefault();
  if (lane.dataset.lane === held.dataset.to) open(held);
  else if (lane !== laneOf(held)) say(held.dataset.refused);
});

document.addEventListener("dragend", () => {
  held?.classList.remove("is-held");
  for (const lane of document.querySelectorAll(".is-over")) lane.classList.remove("is-over");
  held = null;
});

board?.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (!card || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === "ArrowRight") open(card);
  else if (event.key === "ArrowLeft") say(card.dataset.refused);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const cards = [...board.querySelectorAll("[data-card]")];
    const next = cards[cards.indexOf(card) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    next.querySelector("h3 a").focus();
  } else return;
  event.preventDefault();
});

for (const help of document.querySelectorAll("[data-board-help]")) help.hidden = false;

// Back from a move: the card it was about has the focus again.
const landed = location.hash.startsWith("#cycle-") && document.getElementById(location.hash.slice(1));
if (landed) landed.focus();
