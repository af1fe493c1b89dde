// What keeps people out of a page: words that cannot be read, controls without a name, pages wider than the screen.
const flaws = [];
const show = element => element.outerHTML.replace(/\s+/g, ' ').slice(0, 160);
const seen = element => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
const all = css => [...document.querySelectorAll(css)].filter(seen);

const language = document.querySelector('.languages [aria-current]');
if (!language || document.documentElement.lang !== language.lang) {
  flaws.push(`the page says it is in ${document.documentElement.lang}`);
}
if (all('h1').length !== 1) {
  flaws.push(`${all('h1').length} h1`);
}
if (document.documentElement.scrollWidth > window.innerWidth) {
  flaws.push(`${document.documentElement.scrollWidth} pixels wide on a screen of ${window.innerWidth}`);
}

const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
ids.filter((id, at) => ids.indexOf(id) !== at).forEach(id => flaws.push(`twice there: #${id}`));
for (const name of ['for', 'aria-describedby', 'aria-labelledby']) {
  document.querySelectorAll(`[${name}]`).forEach(element => {
    element.getAttribute(name).split(/\s+/).filter(id => !document.getElementById(id))
      .forEach(id => flaws.push(`${name} names nothing: ${id}`));
  });
}

all('input:not([type=hidden]), select, textarea').forEach(field => {
  const label = [...field.labels].map(each => each.textContent).join('') + (field.getAttribute('aria-label') || '');
  if (!label.trim()) {
    flaws.push(`no label: ${show(field)}`);
  }
});
all('button, a[href], summary').forEach(control => {
  const name = control.textContent + (control.getAttribute('aria-label') || '')
    + [...control.querySelectorAll('img')].map(image => image.alt).join('');
  if (!name.trim()) {
    flaws.push(`no name: ${show(control)}`);
  }
});
all('meter, progress').forEach(gauge => {
  if (!gauge.ariaHidden && !gauge.getAttribute('aria-label') && gauge.labels.length === 0) {
    flaws.push(`no name: ${show(gauge)}`);
  }
});
document.querySelectorAll('img:not([alt])').forEach(image => flaws.push(`no alt: ${show(image)}`));
document.querySelectorAll('table').forEach(table => {
  if (table.tHead && [...table.tHead.rows[0].cells].some(cell => cell.tagName !== 'TH')) {
    flaws.push(`a head without th: ${show(table)}`);
  }
});

// Contrast as WCAG 2.2, 1.4.3 has it: 4.5, of large letters 3. What is disabled need not have it.
const pen = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
const known = new Map();
const colour = words => {
  if (!known.has(words)) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = words;
    pen.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
    known.set(words, {parts: [red, green, blue], alpha: alpha / 255});
  }
  return known.get(words);
};
const over = (front, back) => front.parts.map((part, at) => part * front.alpha + back[at] * (1 - front.alpha));
const ground = element => {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    layers.push(colour(getComputedStyle(at).backgroundColor));
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), colour('canvas').parts);
};
const light = parts => parts.map(part => part / 255)
  .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
  .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const told = new Set();
while (words.nextNode()) {
  const element = words.currentNode.parentElement;
  if (!words.currentNode.data.trim() || !seen(element) || element.closest(':disabled, option, .hidden, .skip, .notice')) {
    continue;
  }
  const style = getComputedStyle(element);
  const back = ground(element);
  const [one, other] = [light(over(colour(style.color), back)), light(back)];
  const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const size = parseFloat(style.fontSize);
  const enough = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
  const place = `${element.tagName}.${element.className}`;
  if (contrast < enough && !told.has(place)) {
    told.add(place);
    flaws.push(`contrast ${contrast.toFixed(2)}: ${show(element)}`);
  }
}
return flaws;
