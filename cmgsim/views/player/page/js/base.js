// Elements, texts, numbers. Text goes into the page as text nodes only: names come from users.
const $ = (selector, root = document) => root.querySelector(selector);
const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'g', 'rect', 'circle', 'path', 'line', 'polyline', 'polygon', 'text', 'tspan', 'title',
  'desc']);

function h(tag, attributes, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  if (tag === 'button') element.type = tag;
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

const clear = element => { element.replaceChildren(); return element; };

// Languages. A word is the page's own, a text is the payload's.
const DATA = JSON.parse($('#cmgsim-data').textContent);
const WORDS = JSON.parse($('#cmgsim-words').textContent);
const LANGUAGES = DATA.languages;
const languageAt = { en: 0, fr: 1 };

function word(key, slots) {
  const text = WORDS[key][languageAt[S.lang]];
  return slots ? text.replace(/\{(\w+)\}/g, (_, slot) => slots[slot]) : text;
}

function text(index) {
  if (index === null || index === undefined) return '';
  const found = DATA.texts[index];
  return typeof found === 'string' ? found : found[languageAt[S.lang]] ?? found[0];
}

const locale = () => (S.lang === 'fr' ? 'fr-FR' : 'en-US');
const digits = new Map();
function number(value, places = 0) {
  const key = locale() + places;
  if (!digits.has(key)) {
    digits.set(key, new Intl.NumberFormat(locale(), { minimumFractionDigits: places, maximumFractionDigits: places }));
  }
  return digits.get(key).format(value);
}

// Times are integer nanoseconds.
const NB = '\u00a0';
function duration(ns) {
  if (ns < 1e6) return ns === 0 ? `0${NB}ms` : `${number(ns / 1e6, 3)}${NB}ms`;
  if (ns < 1e9) return `${number(ns / 1e6, ns % 1e6 ? 1 : 0)}${NB}ms`;
  if (ns < 60e9) return `${number(ns / 1e9, 3)}${NB}s`;
  return clock(ns);
}
function clock(ns) {
  const seconds = ns / 1e9;
  if (seconds < 60) return `${number(seconds, 3)}${NB}s`;
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
  const rest = `${number(seconds - 60 * Math.floor(seconds / 60), 3)}${NB}s`;
  return hours ? `${hours}${NB}h ${minutes}${NB}min ${rest}` : `${minutes}${NB}min ${rest}`;
}
function size(bytes) {
  const unit = S.lang === 'fr' ? 'o' : 'B';
  if (bytes < 1000) return `${number(bytes)}${NB}${S.lang === 'fr' ? 'octets' : 'bytes'}`;
  for (const [power, sign] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (bytes >= power) return `${number(bytes / power, bytes % power ? 1 : 0)}${NB}${sign}${unit}`;
  }
}

// Type is measured, so that what is drawn fits in the reader's own font.
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const ruler = document.createElement('canvas').getContext('2d');
const widths = new Map();
function width(string, px, weight = 400) {
  const key = `${weight} ${px} ${string}`;
  if (!widths.has(key)) {
    ruler.font = `${weight} ${px}px ${FONT}`;
    widths.set(key, ruler.measureText(string).width);
  }
  return widths.get(key);
}
function cut(string, most, px, weight) {
  if (width(string, px, weight) <= most) return string;
  let low = 0, high = Math.min(string.length, 400);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (width(string.slice(0, middle) + '…', px, weight) <= most) low = middle; else high = middle - 1;
  }
  return string.slice(0, low).trimEnd() + '…';
}
function wrap(string, most, lines, px, weight) {
  const words = string.slice(0, 400).split(/[ \u00a0]+/), out = [];
  let line = '';
  for (const next of words) {
    const longer = line ? `${line} ${next}` : next;
    if (line && width(longer, px, weight) > most) { out.push(line); line = next; } else line = longer;
  }
  out.push(line);
  const kept = out.slice(0, lines);
  if (out.length > lines) kept[lines - 1] = out.slice(lines - 1).join(' ');
  return kept.map(part => cut(part, most, px, weight));
}

const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

// The store may be missing: a sandboxed frame has none, a file may have none.
const memory = {
  get(key) { try { return localStorage.getItem(`cmgsim.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`cmgsim.${key}`, value); } catch { /* then it is forgotten */ } },
};

// Scrolls a pane so that an element of it is seen; the page itself stays where it is.
function reveal(pane, top, bottom, margin = 24) {
  if (top - margin < pane.scrollTop) pane.scrollTop = Math.max(0, top - margin);
  else if (bottom + margin > pane.scrollTop + pane.clientHeight) {
    pane.scrollTop = Math.min(top - margin, bottom + margin - pane.clientHeight);
  }
}

function saveFile(name, type, content) {
  const link = h('a', { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
