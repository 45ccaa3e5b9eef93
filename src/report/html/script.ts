/** The filter of a page. It reads numbers from data attributes, hides and shows, and makes no markup. */
export const SCRIPT = `
(() => {
  "use strict";
  const form = document.getElementById("filter");
  if (!form) return;
  const shown = document.getElementById("shown");
  const all = document.getElementById("all");
  const table = document.getElementById("cells");
  const names = { a: "agent ", p: "provider ", c: "code " };
  const boxes = [...form.querySelectorAll("select")];
  const items = [...document.querySelectorAll("li[data-a], section[data-a]")];
  const counted = items.filter((item) => item.tagName === (form.dataset.noun === "findings" ? "LI" : "SECTION"));
  const groups = [...document.querySelectorAll("details.group, main > section")].filter((one) =>
    one.querySelector("li[data-a], section[data-a]"));
  const wanted = (one) =>
    one.dataset.a !== undefined &&
    boxes.every((box) => box.value === "" || one.dataset[box.name].split(" ").includes(box.value));

  function filterBoard(filtered) {
    const used = new Set([0]);
    for (const row of table.tBodies[0].rows) {
      let any = false;
      for (const cell of row.cells) {
        if (cell.cellIndex === 0) continue;
        const on = wanted(cell);
        cell.classList.toggle("off", filtered && !on);
        if (!on) continue;
        any = true;
        used.add(cell.cellIndex);
      }
      row.hidden = filtered && !any;
    }
    for (const row of table.rows)
      for (const cell of row.cells) cell.hidden = filtered && !used.has(cell.cellIndex);
  }

  function apply() {
    const chosen = boxes.filter((box) => box.value !== "");
    const filtered = chosen.length > 0;
    for (const item of items) item.hidden = !wanted(item);
    for (const group of groups) group.hidden = !group.querySelector("li[data-a]:not([hidden]), section[data-a]:not([hidden])");
    if (table) filterBoard(filtered);
    const left = counted.filter((item) => !item.hidden).length;
    const terms = chosen.map((box) => names[box.name] + box.selectedOptions[0].text);
    shown.textContent = left + " of " + counted.length + " " + form.dataset.noun + " shown"
      + (filtered ? ": " + terms.join(", ") + "." : ".");
    all.disabled = !filtered;
  }

  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  all.addEventListener("click", () => {
    for (const box of boxes) box.value = "";
    apply();
    boxes[0].focus();
  });
  form.hidden = false;
  shown.hidden = false;
  apply();
})();
`;

/** The hash by which a page's Content-Security-Policy admits this script and no other; its test says what it has to be. */
export const SCRIPT_HASH = "sha256-KV/QEBTPw/qHAAAkXIQPngFzUjwRMjPg6HAlVkqw8m4=";
