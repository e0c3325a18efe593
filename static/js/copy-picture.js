/* "Copy with its sentence": puts the chart's picture and its sentence on the clipboard, to paste into a report or a
   message. A program that takes pictures gets the picture (it holds the sentence), one that takes text the sentence.
   <button type="button" hidden data-copy-picture="address of the PNG" data-words="the sentence">
   Stays hidden where the browser cannot do it; the link to the picture beside it always works. */

for (const button of document.querySelectorAll("button[data-copy-picture]")) {
  const words = button.textContent;
  button.hidden = !(navigator.clipboard?.write && window.ClipboardItem);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      // Handed over as a promise: Safari lets go of the click while the picture is on its way.
      const picture = fetch(button.dataset.copyPicture).then((answer) => {
        if (!answer.ok) throw new Error("The picture did not come.");
        return answer.blob();
      });
      const sentence = new Blob([button.dataset.words], { type: "text/plain" });
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture, "text/plain": sentence })]);
      button.textContent = "Copied";
    } catch {
      button.textContent = "That did not work. Use Image";
    }
    button.disabled = false;
    setTimeout(() => {
      button.textContent = words;
    }, 4000);
  });
}
