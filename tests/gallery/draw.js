// Runs in the page: draws every card in every figure, and notes what the renderer and the eye would complain of.
'use strict';
const { AdaptiveCard, CardElement, HostConfig, SerializationContext } = AdaptiveCards;
const { cards, hosts } = JSON.parse(document.getElementById('data').textContent);
const CHART = /^Unknown element type "Chart\./; // the renderer draws what stands in for them
const report = { drawn: 0, complaints: [], cut: [] };

// Our texts hold no more Markdown than this; what people wrote is in rich text, which holds none.
AdaptiveCard.onProcessMarkdown = (text, result) => {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  result.outputHtml = `<p>${escaped.replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')}</p>`;
  result.didProcess = true;
};

function draw(figure) {
  const { language, theme, width } = figure.dataset;
  const { name } = figure.closest('article').dataset;
  const place = `${name}.${language} ${theme} ${width}`;
  const context = new SerializationContext();
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig(hosts[theme]);
  CardElement.langProperty.regEx.lastIndex = 0; // else the renderer refuses the language of every second card
  card.parse(cards[name][language], context);
  figure.append(card.render());
  report.drawn += 1;
  report.complaints.push(...complaints(card, context).map((each) => `${place}: ${each}`));
  return { figure, place };
}

function complaints(card, context) {
  const parsing = Array.from({ length: context.eventCount }, (_, place) => context.getEventAt(place));
  return [...parsing, ...card.validateProperties().validationEvents]
    .map(({ message }) => message)
    .filter((message) => !CHART.test(message));
}

function cutOff({ figure, place }) {
  return [...figure.querySelectorAll('*')]
    .filter(({ clientWidth, scrollWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
    .map((each) => `${place}: ${each.className} "${each.textContent.slice(0, 60)}"`);
}

function showJson({ target }) {
  const { name } = target.closest('article').dataset;
  target.querySelector('pre').textContent = JSON.stringify(cards[name][target.dataset.language], null, 2);
}

const drawings = [...document.querySelectorAll('.drawing')].map(draw);
report.cut.push(...drawings.flatMap(cutOff)); // after all of them, so that the page is laid out once
document.querySelectorAll('details').forEach((each) => each.addEventListener('toggle', showJson));
window.report = report;
