// Opens the gallery in headless Chromium, takes its pictures, and tells what the page and the browser noticed.
//   node look.cjs CHROMIUM PAGE FOLDER  ->  {"asked": [], "said": [], "drawn": 720, "complaints": [], "cut": [], "pictures": 96}
'use strict';
const path = require('node:path');
const { chromium } = require('playwright-core');
const FLAGS = require('../playground/flags.cjs');

const VIEW = { width: 2704, height: 1000 }; // eight cards of a phone beside each other

async function look(browser, url, folder) {
  const page = await browser.newPage({ viewport: VIEW });
  const asked = [];
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.route('**/*', (route) => {
    if (route.request().url() === url) return route.continue();
    asked.push(route.request().url());
    return route.abort();
  });
  await page.goto(url);
  const report = await page.evaluate(() => window.report);
  return { asked, said, ...report, pictures: await takePictures(page, folder) };
}

async function takePictures(page, folder) {
  await page.addStyleTag({ content: 'header { position: static !important; }' });
  const groups = await page.$$eval('fieldset', (fields) =>
    fields.map((field) => [...field.querySelectorAll('input')].map(({ id }) => id.replace('show-', ''))),
  );
  const topics = await page.$$eval('section', (sections) => sections.map(({ id }) => id.replace('topic-', '')));
  const [languages, themes, widths] = groups;
  let taken = 0;
  for (const topic of topics) {
    await showOnly(page, topic); // a page of thousands of cards is laid out anew for every picture
    for (const width of widths)
      for (const theme of themes)
        for (const language of languages) {
          if (!(await page.$(`.drawing.${language}.${theme}.${width}`))) continue;
          await show(page, [language, theme, width]);
          const name = [topic, language, theme, width].join('-');
          await page.locator(`#topic-${topic}`).screenshot({ path: path.join(folder, `${name}.png`) });
          taken += 1;
        }
  }
  return taken;
}

function showOnly(page, topic) {
  return page.$$eval(
    'section',
    (sections, id) => sections.forEach((section) => (section.hidden = section.id !== id)),
    `topic-${topic}`,
  );
}

function show(page, chosen) {
  return page.$$eval(
    'header input',
    (boxes, ids) => boxes.forEach((box) => (box.checked = ids.includes(box.id))),
    chosen.map((each) => `show-${each}`),
  );
}

async function main([executablePath, url, folder]) {
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  try {
    process.stdout.write(JSON.stringify(await look(browser, url, folder)));
  } finally {
    await browser.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
