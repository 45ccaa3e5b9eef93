// What has to hold for every page, asked in the browser itself.
import { SECRET_PARTS } from "./scenes.mjs";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
/** WCAG 2.2, 1.4.3: the contrast of text. */
const LEAST_CONTRAST = 4.5;

/** Run in the page: the texts whose contrast is too low, with the contrast. */
const CONTRASTS = `(() => {
  const rgb = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const light = (color) => {
    const [r, g, b] = rgb(color).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (rgb(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (node.data.trim() === "" || parent.closest("script, option, button:disabled") || !parent.checkVisibility({ visibilityProperty: true })) continue;
    const [a, b] = [light(getComputedStyle(parent).color), light(behind(parent))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < ${LEAST_CONTRAST}) found.set(parent.className + " " + parent.tagName, contrast.toFixed(2));
  }
  return [...found].map(([what, contrast]) => what + " " + contrast);
})()`;

const COUNTS = `(() => {
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility({ visibilityProperty: true })).length;
  return { items: seen("li.finding"), cells: seen("td[data-a]"), sections: seen("section.provider"), told: document.getElementById("shown")?.innerText ?? "" };
})()`;

/** Loads a page in every way that it is meant for; returns what is wrong. `keep` takes what is to be looked at. */
export async function inspect(tab, { url, html, keep }) {
  const wrong = [];
  const expect = (holds, what) => {
    if (!holds) wrong.push(what);
  };
  const size = ({ width, height }) =>
    tab.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  const media = (scheme, kind = "") =>
    tab.send("Emulation.setEmulatedMedia", {
      media: kind,
      features: [{ name: "prefers-color-scheme", value: scheme }],
    });
  const shoot = async (suffix, whole = false) => {
    const { cssContentSize } = await tab.send("Page.getLayoutMetrics");
    const clip = { x: 0, y: 0, width: cssContentSize.width, height: Math.min(cssContentSize.height, 4000), scale: 1 };
    const options = whole ? { captureBeyondViewport: true, clip } : {};
    keep(suffix, (await tab.send("Page.captureScreenshot", { format: "png", ...options })).data);
  };
  const hasFilter = html.includes('<form id="filter"');

  await size(WIDE);
  await media("light");
  await tab.load(url);
  expect((await tab.ask("document.title")).startsWith("modelseal "), "its title is not ours");
  for (const part of SECRET_PARTS) expect(!html.includes(part), "it holds a part of a secret");
  expect(
    (await tab.ask(
      "document.querySelectorAll('img, iframe, link, object, base, body script:not(:last-child)').length",
    )) === 0,
    "it has an element that nobody put there",
  );
  expect(
    (await tab.ask(
      "document.querySelectorAll('[style]').length + [...document.querySelectorAll('*')].filter((e) => e.getAttributeNames().some((n) => n.startsWith('on'))).length",
    )) === 0,
    "it has inline styles or handlers",
  );
  expect(
    (await tab.ask(
      "[...document.querySelectorAll('a[href^=\"#\"]')].every((a) => document.getElementById(a.hash.slice(1)))",
    )) === true,
    "a link leads nowhere",
  );
  expect(
    (await tab.ask("getComputedStyle(document.querySelector('h1')).fontSize")) !== "2em" &&
      (await tab.ask("getComputedStyle(document.body).marginTop")) === "0px",
    "its style is not applied",
  );
  const light = await tab.ask("getComputedStyle(document.body).backgroundColor");
  expect((await tab.ask(CONTRASTS)).length === 0, `light: too little contrast: ${await tab.ask(CONTRASTS)}`);
  await shoot("-light.png", true);
  if (hasFilter) wrong.push(...(await filterTroubles(tab, shoot)));
  wrong.push(...(await scrollTroubles(tab, shoot)));

  await media("dark");
  const dark = await tab.ask("getComputedStyle(document.body).backgroundColor");
  expect(light !== dark, "dark looks like light");
  expect((await tab.ask(CONTRASTS)).length === 0, `dark: too little contrast: ${await tab.ask(CONTRASTS)}`);
  await shoot("-dark.png", true);

  await size(NARROW);
  expect(
    (await tab.ask("document.documentElement.scrollWidth <= innerWidth")) === true,
    "the page is wider than a phone",
  );
  await shoot("-narrow.png", true);

  await size(WIDE);
  await media("dark", "print");
  expect(
    (await tab.ask("getComputedStyle(document.body).backgroundColor")) === "rgb(255, 255, 255)",
    "paper is not white",
  );
  expect(
    (await tab.ask("[...document.querySelectorAll('#filter, nav')].every((e) => !e.checkVisibility())")) === true,
    "controls are printed",
  );
  expect(
    (await tab.ask(
      "[...document.querySelectorAll('.board')].every((e) => getComputedStyle(e).overflow === 'visible')",
    )) === true,
    "the board is cut on paper",
  );
  expect(
    (await tab.ask(
      "[...document.querySelectorAll('details')].every((d) => d.lastElementChild.getBoundingClientRect().height > 0)",
    )) === true,
    "what is folded is not printed",
  );
  const { data } = await tab.send("Page.printToPDF", { printBackground: true, preferCSSPageSize: true });
  expect(Buffer.from(data, "base64").subarray(0, 5).toString() === "%PDF-", "it cannot be printed");
  keep(".pdf", data);

  await media("light");
  await tab.send("Emulation.setScriptExecutionDisabled", { value: true });
  await tab.load(url);
  const { root } = await tab.send("DOM.getDocument", { depth: 1 });
  for (const selector of ["#filter", "#shown"]) {
    const { nodeId } = await tab.send("DOM.querySelector", { nodeId: root.nodeId, selector });
    if (nodeId === 0) continue;
    const isShown = await tab.send("DOM.getBoxModel", { nodeId }).then(
      () => true,
      () => false,
    );
    expect(!isShown, `${selector} is shown without script`);
  }
  await shoot("-no-script.png");
  await tab.send("Emulation.setScriptExecutionDisabled", { value: false });

  expect(tab.said.length === 0, `the console says: ${tab.said.join(" | ")}`);
  const others = tab.asked.filter((asked) => asked !== url);
  expect(others.length === 0, `it asks for ${others.join(", ")}`);
  return wrong;
}

/** The filter with the keyboard alone. */
async function filterTroubles(tab, shoot) {
  const wrong = [];
  const before = await tab.ask(COUNTS);
  const boxes = await tab.ask("[...document.querySelectorAll('#filter select')].map((box) => box.name)");
  const focused = () => tab.ask("document.activeElement.name || document.activeElement.id");
  await tab.send("Page.bringToFront");
  await tab.ask("document.querySelector('nav a:last-child').focus()");
  for (const name of boxes) {
    await tab.press("Tab");
    if ((await focused()) !== name) wrong.push(`Tab leads to ${await focused()}, not to the box ${name}`);
    await tab.press("ArrowDown");
    const after = await tab.ask(COUNTS);
    const expected = await tab.ask(`(() => {
      const value = document.querySelector('select[name="${name}"]').value;
      const wanted = (one) => one.dataset["${name}"].split(" ").includes(value);
      return { value, items: [...document.querySelectorAll("li.finding")].filter(wanted).length, cells: [...document.querySelectorAll("td[data-a]")].filter(wanted).length };
    })()`);
    if (expected.value !== "0") wrong.push(`the arrow key chose ${expected.value} in the box ${name}`);
    // What is folded or beside a section that is hidden is not seen, so there can be fewer.
    if (after.items > expected.items || after.cells !== expected.cells)
      wrong.push(`${name}: ${JSON.stringify(after)} instead of ${JSON.stringify(expected)}`);
    if (!after.told.includes(" shown: ")) wrong.push(`${name}: it is not said what is shown`);
    if (name === boxes.at(-1)) await shoot("-filtered.png");
    await tab.press("Home");
    const back = await tab.ask(COUNTS);
    if (JSON.stringify(back) !== JSON.stringify(before)) wrong.push(`${name}: not everything comes back`);
  }
  await tab.press("ArrowDown");
  await tab.press("Tab");
  if ((await focused()) !== "all") wrong.push("Tab does not lead from the last box to the button");
  await tab.press("Enter");
  if (JSON.stringify(await tab.ask(COUNTS)) !== JSON.stringify(before)) wrong.push("Show all does not show all");
  return wrong;
}

/** Head and first column stay where they are when a large board is scrolled. */
async function scrollTroubles(tab, shoot) {
  const isLarge = await tab.ask(
    "(() => { const b = document.querySelector('.board'); return b !== null && b.scrollHeight > b.clientHeight + 200; })()",
  );
  if (!isLarge) return [];
  const moved = await tab.ask(`(() => {
    const board = document.querySelector(".board");
    board.scrollIntoView();
    const place = () => ["thead th:nth-child(2)", "tbody tr:nth-child(30) th"].map((s) => board.querySelector(s).getBoundingClientRect());
    const [head, first] = place();
    board.scrollTo(300, 1500);
    const [headAfter, firstAfter] = place();
    return { top: headAfter.top - head.top, left: firstAfter.left - first.left, scrolled: board.scrollLeft };
  })()`);
  await shoot("-scrolled.png");
  await tab.ask("scrollTo(0, 0), document.querySelector('.board').scrollTo(0, 0)");
  return Math.abs(moved.top) < 2 && Math.abs(moved.left) < 2 && moved.scrolled > 0
    ? []
    : [`the board does not hold its head: ${JSON.stringify(moved)}`];
}
