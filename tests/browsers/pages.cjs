// Opens each page of a folder in Chromium and says every fault it finds. `.ci/browsers` calls it.
"use strict";
const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { pathToFileURL, fileURLToPath } = require("url");
const axe = require("axe-core");
const { HtmlValidate } = require("html-validate");
const { chromium } = require("playwright-core");
const { PNG } = require("pngjs");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const SMALLEST = { width: 320, height: 640 };
/** How a page is seen when axe looks at it: size and what the reader's system asks for. */
const VIEWS = {
  light: { viewport: DESK, colorScheme: "light" },
  dark: { viewport: DESK, colorScheme: "dark" },
  print: { viewport: DESK, media: "print" },
  phone: { viewport: PHONE, colorScheme: "light" },
};
/** Side of the smallest thing to hit, in CSS pixels: WCAG 2.2, success criterion 2.5.8. */
const TARGET = 24;
const FLAGSHIP = "nordlys-play-2026";
const FLAGSHIP_PAGES = 12;
/** A brief has as many sheets as pages. */
const SHEETS = 2;
const isBrief = (name) => name.endsWith("brief.html");
const SCREENS = [FLAGSHIP, "wireless-2024", "grocery-coupons"];
/** What two pictures of one screen may differ by, of 255: fonts and edges move with each Chromium. */
const MEAN_DIFFERENCE = 2;
const OFF = 32;
const SHARE_OFF = 0.01;

const html = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // The standard takes any case; the page writes it as all its other tags.
    "doctype-style": "off",
    // A length for results of search engines; a report is named after its scenario.
    "long-title": "off",
    // HTML lets cells and rows end without a tag; the index of 1,000 runs is a third smaller for it.
    "no-implicit-close": "off",
    // The search acts as one types: there is nothing to send.
    "wcag/h32": "off",
  },
});

const faults = [];
const site = path.resolve(process.argv[2]);
const pages = fs
  .readdirSync(site, { recursive: true })
  .filter((name) => name.endsWith(".html"))
  .sort();

function fault(name, what) {
  faults.push(`${name}: ${what}`);
  console.error(`fault: ${name}: ${what}`);
}

/** Opens a page as a view shows it; whatever it logs or asks for is a fault. */
async function opened(browser, name, { viewport, colorScheme, media }) {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const address = pathToFileURL(path.join(site, name)).href;
  page.on("console", (message) => fault(name, `the console says: ${message.text()}`));
  page.on("pageerror", (error) => fault(name, `the script fails: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) { fault(name, `asks for ${request.url()}`); }
  });
  if (media) { await page.emulateMedia({ media }); }
  await page.goto(address);
  return page;
}

async function visit(browser, name, view, look) {
  const page = await opened(browser, name, view);
  await look(page);
  await page.context().close();
}

const openDetails = (page) =>
  page.evaluate(() => { for (const one of document.querySelectorAll("details")) { one.open = true; } });

async function accessible(page, name, view) {
  await openDetails(page);
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ["violations"],
      rules: { "target-size": { enabled: true } },
    }),
  );
  for (const one of found.violations) {
    fault(name, `axe, ${view}: ${one.id}, ${one.nodes.length} times, first ${one.nodes[0].target}`);
  }
}

/** The page never moves sideways; what is wide scrolls in its own box. */
async function narrow(page, name) {
  await openDetails(page);
  const { room, need } = await page.evaluate(() => ({
    room: document.documentElement.clientWidth,
    need: document.documentElement.scrollWidth,
  }));
  if (need > room) { fault(name, `needs ${need} pixels of ${room}`); }
}

async function targets(page, name) {
  const small = await page.evaluate(
    (least) =>
      [...document.querySelectorAll("nav a, button, summary, label")]
        .filter((one) => one.checkVisibility())
        .map((one) => ({ words: one.textContent.trim(), box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < least || box.height < least)
        .map(({ words, box }) => `"${words}" is ${box.width.toFixed(1)} by ${box.height.toFixed(1)}`),
    TARGET,
  );
  if (small.length) { fault(name, `${small.length} targets under ${TARGET} pixels, first ${small[0]}`); }
}

async function links(page, name) {
  for (const address of await page.evaluate(() => [...document.links].map((one) => one.href))) {
    const [file, id] = address.split("#");
    const target = file.startsWith("file:") ? fileURLToPath(file) : "";
    if (!fs.existsSync(target)) {
      fault(name, `a link leads nowhere: ${address}`);
    } else if (id && !fs.readFileSync(target, "utf8").includes(` id="${decodeURIComponent(id)}"`)) {
      fault(name, `a link leads to no place: #${id}`);
    }
  }
}

/** Tab goes once through all that can be worked, in the order of the page, and stops nowhere else. */
async function tabs(page, name) {
  // A brief is paper: nothing of it can be worked.
  if (isBrief(name)) { return; }
  const due = await page.evaluate(() => {
    const worked = "a[href], button, summary, input:checked, input[type=search], .chart-box[data-points], .scroll";
    const all = [...document.querySelectorAll(worked)].filter(
      (one) => one.checkVisibility() && (one.className !== "scroll" || one.scrollWidth > one.clientWidth),
    );
    window.stops = all;
    return all.map((one) => `${one.localName} "${(one.ariaLabel || one.textContent).trim().slice(0, 40)}"`);
  });
  for (const stop of due.keys()) {
    await page.keyboard.press("Tab");
    const { at, where, outline } = await page.evaluate(() => {
      const one = document.activeElement;
      return { at: window.stops.indexOf(one), where: one.outerHTML.slice(0, 80), outline: getComputedStyle(one).outlineStyle };
    });
    if (at !== stop) { fault(name, `Tab reaches ${where} instead of ${due[stop]}`); return; }
    if (outline === "none") { fault(name, `no outline shows the focus of ${due[stop]}`); }
  }
}

/** What keys and pointer do: the theme turns, a switch changes the figures, both read a chart. */
async function keys(page, name) {
  const theme = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (isBrief(name)) { return; }
  const before = await theme();
  await page.focus("#theme");
  await page.keyboard.press("Enter");
  if ((await theme()) === before) { fault(name, "the button of the theme changes nothing"); }
  const states = () =>
    page.$$eval(".state", (all) => all.filter((one) => one.checkVisibility()).map((one) => one.className).join());
  for (const group of await page.$$("fieldset")) {
    const first = await states();
    await (await group.$("input:checked")).focus();
    await page.keyboard.press("ArrowDown");
    if ((await states()) === first) { fault(name, "a switch changes no figure"); }
  }
  for (const chart of await page.$$(".chart-box[data-points]")) {
    // Of the pictures that a switch chooses among one is there.
    if (!(await chart.isVisible())) { continue; }
    const readout = () => chart.evaluate((box) => box.nextElementSibling.textContent);
    await chart.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await chart.boundingBox();
    await page.mouse.move(x + width / 2, y + height / 2);
    const pointed = await readout();
    await page.mouse.move(0, 0);
    if (!pointed || (await readout())) { fault(name, `the pointer reads "${pointed}" from a chart, and leaves "${await readout()}"`); }
    const press = async (key) => { await page.keyboard.press(key); return readout(); };
    await chart.focus();
    const [first, last, before] = [await press("ArrowRight"), await press("End"), await press("ArrowLeft")];
    if (!first || !before || first === last || before === last) {
      fault(name, `arrows do not read a chart: "${first}", "${last}", "${before}"`);
    }
    if (await press("Escape")) { fault(name, "Escape leaves the values of a chart"); }
  }
}

async function printed(page) {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

async function sheets(page, name) {
  const count = await printed(page);
  console.log(`${name}: ${count} pages of A4`);
  if (count > FLAGSHIP_PAGES) { fault(name, `prints on ${count} pages of A4, more than ${FLAGSHIP_PAGES}`); }
}

/** A brief prints on exactly two pages, and nothing of it is cut off. */
async function brief(page, name) {
  const count = await printed(page);
  if (count !== SHEETS) { fault(name, `prints on ${count} pages of A4 instead of ${SHEETS}`); }
  await page.emulateMedia({ media: "print" });
  const over = await page.$$eval(".sheet", (all) => all.map((one) => one.scrollHeight - one.clientHeight));
  over.forEach((by, at) => { if (by > 1) { fault(name, `sheet ${at + 1} is ${by} pixels too long`); } });
}

/** The first screen beside the one on record; with TENURE_BLESS=1 it is the record. */
async function screen(page, name, record) {
  const shot = await page.screenshot();
  const file = path.join(__dirname, record);
  if (process.env.TENURE_BLESS === "1") {
    // 256 colours: a third of the bytes, and far less than the tolerance.
    fs.writeFileSync(file, execFileSync("pngquant", ["--strip", "--speed", "1", "-"], { input: shot }));
    return;
  }
  const [now, then] = [PNG.sync.read(shot), PNG.sync.read(fs.readFileSync(file))];
  if (now.width !== then.width || now.height !== then.height) { fault(name, `${record} has another size`); return; }
  let sum = 0, off = 0;
  for (let at = 0; at < now.data.length; at += 4) {
    const apart = [0, 1, 2].map((channel) => Math.abs(now.data[at + channel] - then.data[at + channel]));
    sum += apart[0] + apart[1] + apart[2];
    off += Math.max(...apart) > OFF;
  }
  const pixels = now.data.length / 4;
  const mean = sum / pixels / 3;
  if (mean >= MEAN_DIFFERENCE || off / pixels >= SHARE_OFF) {
    fault(name, `is not ${record}: ${mean.toFixed(2)} of 255 apart, ${((100 * off) / pixels).toFixed(2)} % of pixels off`);
  }
}

async function validate(name) {
  const found = await html.validateFile(path.join(site, name));
  for (const one of found.results.flatMap((result) => result.messages)) {
    fault(name, `${one.line}:${one.column}: ${one.message} (${one.ruleId})`);
  }
}

async function main() {
  // Playwright gives each browser an empty profile of its own.
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: FLAGS });
  for (const name of pages) {
    console.log(name);
    await validate(name);
    for (const [view, how] of Object.entries(VIEWS)) {
      await visit(browser, name, how, (page) => accessible(page, name, view));
    }
    for (const viewport of [PHONE, SMALLEST]) {
      await visit(browser, name, { viewport }, (page) => narrow(page, name));
    }
    for (const viewport of [DESK, PHONE]) {
      await visit(browser, name, { viewport }, async (page) => {
        await targets(page, name);
        await tabs(page, name);
        await keys(page, name);
      });
    }
    await visit(browser, name, VIEWS.light, (page) => links(page, name));
    if (isBrief(name)) { await visit(browser, name, VIEWS.light, (page) => brief(page, name)); }
  }
  for (const name of SCREENS) {
    for (const viewport of [DESK, PHONE]) {
      const report = `${name}/report.html`;
      await visit(browser, report, { viewport, colorScheme: "light" }, (page) =>
        screen(page, report, `${name}-${viewport.width}.png`),
      );
    }
  }
  const flagship = `${FLAGSHIP}/report.html`;
  await visit(browser, flagship, VIEWS.light, (page) => sheets(page, flagship));
  await browser.close();
  console.log(`${pages.length} pages, ${faults.length} faults`);
  process.exitCode = faults.length ? 1 : 0;
}

main();
