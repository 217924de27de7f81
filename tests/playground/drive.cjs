// Drives the Teams test client in headless Chromium for the tests: one JSON step a line in, one answer a line out.
//   {"id": 1, "page": "aino", "verb": "say", "text": "apua"}  ->  {"id": 1, "value": null} or {"id": 1, "error": "..."}
'use strict';
const readline = require('node:readline');
const { chromium } = require('playwright-core');
const FLAGS = require('./flags.cjs');

const COMPOSER = '[contenteditable=true][role=textbox]';
const CARD = '.ac-adaptiveCard';
const PHONE = 600; // CSS pixels; below this the client's own chrome must be made to give way
const AROUND = 300; // CSS pixels of the client's own above and below the messages
const EDGE = 8; // CSS pixels left free beside a card there

let browser;
const pages = new Map();

// ---- the steps ----------------------------------------------------------------------------------------------

const steps = {
  async open({ page: name, url, width, height, timeout }) {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'fi-FI' });
    const page = await context.newPage();
    const blocked = [];
    page.setDefaultTimeout(timeout);
    await page.route('**/*', (route) => onlyLoopback(route, blocked));
    await page.goto(url);
    await page.locator(COMPOSER).waitFor();
    await page.getByRole('button', { name: 'Hide log panel' }).click();
    pages.set(name, { page, context, blocked, phone: width < PHONE });
    await slim(pages.get(name));
  },

  async chat({ page: name, chat }) {
    await pages.get(name).page.getByRole('treeitem', { name: chat, exact: true }).click();
  },

  async say({ page: name, text, mention }) {
    const { page } = pages.get(name);
    await page.locator(COMPOSER).focus();
    if (mention) {
      await page.keyboard.type(`@${mention}`, { delay: 20 });
      await page.getByRole('listbox').getByRole('menuitem', { name: mention }).first().click();
    }
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  },

  async mock({ page: name, activity }) {
    const { page } = pages.get(name);
    await page.getByRole('button', { name: 'Mock an Activity' }).click();
    await page.getByRole('menuitem').filter({ hasText: activity }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send activity' }).click();
  },

  async see({ page: name, text, card, timeout }) {
    const { page } = pages.get(name);
    const wanted = { text: flat(text), card, selector: CARD, composer: COMPOSER };
    try {
      await page.waitForFunction(isSeen, wanted, { timeout, polling: 100 });
    } catch (error) {
      if (error.name !== 'TimeoutError') throw error;
      throw new Error(`not seen: ${text}\n--- the conversation ---\n${await conversation(page)}`);
    }
    await slim(pages.get(name));
  },

  async choose({ page: name, label, choices }) {
    const { page } = pages.get(name);
    const card = lastCard(page, label);
    const radios = card.getByRole('radiogroup', { name: label });
    const list = card.getByRole('combobox', { name: label });
    if (await radios.count()) {
      await radios.getByRole('radio', { name: choices[0], exact: true }).check();
    } else if (await list.count()) {
      await list.click();
      for (const choice of choices) await pick(page, choice);
      await page.keyboard.press('Escape');
    } else {
      const group = card.getByRole('group', { name: label });
      const place = (await group.count()) ? group : card;
      for (const choice of choices) await place.getByRole('checkbox', { name: choice }).check();
    }
  },

  async find({ page: name, label, person }) {
    const { page } = pages.get(name);
    const picker = lastCard(page, label).getByRole('combobox', { name: 'People Picker' });
    await picker.click();
    await picker.pressSequentially(person.split(' ')[0]); // it knows the beginning of one word
    await page.getByRole('option', { name: person }).first().click();
  },

  async fill({ page: name, label, text }) {
    const { page } = pages.get(name);
    const card = lastCard(page, label);
    const box = card.getByRole('textbox', { name: label });
    const field = (await box.count()) ? box : card.getByLabel(label);
    await field.fill(text);
    await field.press('Tab'); // a date counts once the field is left
  },

  async press({ page: name, button }) {
    const { page } = pages.get(name);
    const named = page.getByRole('button', { name: button, exact: true });
    await page.locator(CARD).filter({ has: named }).last().getByRole('button', { name: button, exact: true }).click();
  },

  async text({ page: name }) {
    return conversation(pages.get(name).page);
  },

  async cards({ page: name }) {
    const texts = await pages.get(name).page.locator(CARD).allInnerTexts();
    return texts.map(flat);
  },

  async outline({ page: name }) {
    return pages.get(name).page.locator(CARD).last().ariaSnapshot();
  },

  async picture({ page: name, path, whole }) {
    const window = pages.get(name);
    const { page } = window;
    const size = page.viewportSize();
    const card = page.locator(CARD).last();
    if (!whole) {
      const { height } = await card.boundingBox(); // the list of messages scrolls by itself, so all must fit in
      await page.setViewportSize({ ...size, height: Math.max(size.height, Math.ceil(height) + AROUND) });
    }
    await slim(window);
    await page.mouse.move(0, 0); // charts change under the pointer
    await page.waitForTimeout(300); // the last animation
    await (whole ? page : card).screenshot({ path });
    await page.setViewportSize(size);
  },

  async blocked({ page: name }) {
    return pages.get(name).blocked;
  },

  async width({ page: name }) {
    return pages.get(name).page.locator(CARD).last().evaluate((card) => card.getBoundingClientRect().width);
  },

  async close({ page: name }) {
    await pages.get(name).context.close();
    pages.delete(name);
  },
};

// ---- what the steps are made of -----------------------------------------------------------------------------

function onlyLoopback(route, blocked) {
  const url = new URL(route.request().url());
  if (['127.0.0.1', 'localhost'].includes(url.hostname) || ['data:', 'blob:'].includes(url.protocol)) {
    return route.continue();
  }
  blocked.push(url.href);
  return route.abort();
}

function flat(text) {
  return text.replace(/\s+/g, ' ').trim();
}

function lastCard(page, label) {
  return page.locator(CARD).filter({ hasText: label }).last();
}

async function pick(page, choice) {
  const role = (await page.getByRole('menuitemcheckbox').count()) ? 'menuitemcheckbox' : 'option';
  await page.getByRole(role, { name: choice, exact: true }).click();
}

// Runs in the page. The conversation is the widest column around the composer that holds neither the list of
// chats nor the title of the client; the list repeats the last message and would answer for it.
function isSeen({ text, card, selector, composer }) {
  const flatten = (value) => value.replace(/\s+/g, ' ').trim();
  if (card) {
    return [...document.querySelectorAll(selector)].some((one) => flatten(one.innerText).includes(text));
  }
  let column = document.querySelector(composer);
  while (column.parentElement && !column.parentElement.querySelector('[role=tree], h1')) {
    column = column.parentElement;
  }
  const said = flatten(column.innerText);
  return text === '' ? said : said.includes(text);
}

async function conversation(page) {
  return page.evaluate(isSeen, { text: '', card: false, selector: CARD, composer: COMPOSER });
}

// The client is laid out for a desk: in a narrow window it keeps columns of 400-600 px and wide margins. A card
// in it gets the width it has on a phone when those give way; the card itself is left as it is.
async function slim({ page, phone }) {
  if (!phone) return;
  await page.evaluate(
    ({ selector, composer, edge }) => {
      for (const toolbar of document.querySelectorAll('[role=toolbar]')) {
        if (!toolbar.closest(selector)) toolbar.style.display = 'none';
      }
      for (const start of document.querySelectorAll(`${selector}, ${composer}`)) {
        for (let box = start.parentElement; box && box !== document.body; box = box.parentElement) {
          const style = getComputedStyle(box);
          const { left, right } = box.getBoundingClientRect();
          if (right > innerWidth) box.style.setProperty('max-width', `${innerWidth - left - edge}px`, 'important');
          if (parseFloat(style.minWidth) > 100) box.style.setProperty('min-width', '0', 'important');
          if (parseFloat(style.marginRight) > 50) box.style.setProperty('margin-right', '0', 'important');
          if (parseFloat(style.paddingLeft) > 40) box.style.setProperty('padding', '8px', 'important');
        }
      }
    },
    { selector: CARD, composer: COMPOSER, edge: EDGE },
  );
}

// ---- in and out ---------------------------------------------------------------------------------------------

async function answer(line) {
  const { id, verb, ...facts } = JSON.parse(line);
  try {
    return { id, value: (await steps[verb](facts)) ?? null };
  } catch (error) {
    return { id, error: error.message };
  }
}

async function main() {
  browser = await chromium.launch({ executablePath: process.argv[2], headless: true, args: FLAGS });
  process.stdout.write(`${JSON.stringify({ id: 0, value: browser.version() })}\n`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
  }
  await browser.close();
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
