// The log as an administrator reads it: one list of all files, one line a message, errors in red.
const logView = { mount: mountLog, show: showLog, layout() {} };
const LINES = 240; // rows in the page at once
let L = {};

// A line that is born in a VM of the CMG reaches the site server late: at the next collection, and then it has to be copied.
function seenAt(line) {
  if (!S.lag || !line.cloud || !DATA.lag_ns) return line.t;
  const [every, copy] = DATA.lag_ns;
  return (Math.floor(line.t / every) + 1) * every + copy;
}
function moment(ns) {
  const start = Date.parse(`${(DATA.log_start || '2026-01-01T00:00:00.000').replace(/Z?$/, 'Z')}`);
  const at = new Date(start + Math.floor(ns / 1e6)).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 23)}`;
}

function mountLog() {
  const pane = $('#panel-log');
  if (!pane) return;
  const files = [...new Set(V.logs.map(line => line.file))].sort();
  if (!files.includes(S.file)) S.file = '';
  const late = SWITCHES.find(one => one.kind === 'view');
  const tools = h('div', { class: 'tools', id: 'log-tools', hidden: !S.options },
    h('label', {}, h('span', {}, word('log file')), ' ', h('select', { id: 'log-file', onchange: event => { S.file = event.target.value; mountLog(); showLog(); } },
      h('option', { value: '' }, word('log all files')), files.map(file => h('option', { value: file, selected: file === S.file }, file)))),
    check('whole', word('log whole'), () => { mountLog(); showLog(); }),
    late && check('lag', text(late.label), () => { mountLog(); showLog(); }),
    check('cmtrace', word('log cmtrace'), () => { mountLog(); showLog(); }),
    h('label', {}, h('span', {}, word('log code')), ' ', h('input', { id: 'log-code', size: 12, list: 'codes', autocomplete: 'off', oninput: lookUp })),
    h('datalist', { id: 'codes' }, Object.keys(DATA.codes || {}).map(code => h('option', { value: code }))),
    h('output', { id: 'log-meaning', for: 'log-code' }));
  L = { rows: V.logs.filter(line => !S.file || line.file === S.file), from: 0, mark: null };
  if (S.lag) L.rows = [...L.rows].sort((a, b) => seenAt(a) - seenAt(b) || a.row - b.row);
  L.body = h('tbody', {});
  L.body.addEventListener('click', event => pickLine(event));
  L.body.addEventListener('keydown', walkLines);
  L.table = h('table', { class: S.cmtrace ? 'log cmtrace' : 'log' }, h('caption', { class: 'hidden' }, word('log caption')),
    h('thead', {}, h('tr', {}, ['log text', 'log component', 'log time', 'log thread'].map(key => h('th', { scope: 'col' }, word(key))))), L.body);
  L.scroll = h('div', { class: 'log-scroll', tabindex: 0, role: 'region', 'aria-label': word('log region') }, L.table);
  L.ticks = h('svg', { class: 'ticks', viewBox: '0 0 8 1000', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  L.foot = h('p', { class: 'log-foot', role: 'status' });
  const more = h('button', { class: 'disclose', 'aria-expanded': String(!!S.options), 'aria-controls': 'log-tools', id: 'log-options',
    onclick: () => { S.options = !S.options; tools.hidden = !S.options; more.setAttribute('aria-expanded', String(S.options)); } }, word('log options'));
  add(clear(pane), [tools, h('div', { class: 'log-frame' }, L.scroll, L.ticks), h('div', { class: 'log-line' }, L.foot, more)]);
}

function check(name, label, then) {
  return h('label', { class: 'check' }, h('input', { type: 'checkbox', id: `set-${name}`, checked: S[name],
    onchange: event => { S[name] = event.target.checked; then(); const again = $(`#set-${name}`); if (again) again.focus(); } }), ' ', h('span', {}, label));
}

function lookUp(event) {
  const code = event.target.value.trim(), found = (DATA.codes || {})[code] ?? (DATA.codes || {})[code.toLowerCase()];
  $('#log-meaning').textContent = !code ? '' : found === undefined ? word('log unknown') : text(found);
}

function showLog() {
  if (!L.body || !$('#panel-log')) return;
  const shown = S.whole ? L.rows : L.rows.filter(line => line.place <= S.place);
  L.shown = shown;
  let last = shown.length - 1;
  while (last >= 0 && shown[last].place > S.place) last--;
  const current = shown.findIndex(line => line.place === S.place), here = current < 0 ? last : current;
  const from = Math.max(0, Math.min(shown.length - LINES, (here < 0 ? 0 : here) - LINES / 2));
  L.from = from;
  L.body.replaceChildren(...shown.slice(from, from + LINES).map((line, k) => logRow(line, from + k === here)));
  if (from > 0) L.body.prepend(h('tr', { class: 'more' }, h('td', { colspan: 4 }, word('log more', { n: number(from) }))));
  if (shown.length === 0) L.body.append(h('tr', { class: 'more' }, h('td', { colspan: 4 }, word('log empty'))));
  L.table.dataset.current = S.place;
  const row = $('tr.current', L.body) || $('tr[data-here]', L.body);
  if (row) reveal(L.scroll, row.offsetTop - 26, row.offsetTop + row.offsetHeight, 12);
  clear(L.ticks).append(...shown.map((line, k) => line.severity > 1 && h('rect', { x: 0, width: 8,
    y: (1000 * k) / shown.length, height: Math.max(12, 1000 / shown.length), class: `tick severity-${line.severity}` })).filter(Boolean));
  footLog(shown[here], shown[here - 1]);
}

function logRow(line, here) {
  const severity = { 2: word('log warning'), 3: word('log error') }[line.severity];
  const current = line.place === S.place;
  return h('tr', { class: `severity-${line.severity}${current ? ' current' : ''}`, 'data-place': line.place, 'data-row': line.row,
    'data-here': here, 'aria-current': current ? 'step' : null },
  h('td', {}, h('button', { tabindex: here ? 0 : -1 },
    severity && h('strong', { class: 'severity' }, line.severity === 3 ? '✖ ' : '▲ ', severity), severity && ' ', h('span', { lang: 'en' }, line.text === undefined ? '' : text(line.text)))),
  h('td', { class: 'component' }, line.component), h('td', { class: 'when' }, moment(seenAt(line))), h('td', { class: 'thread' }, line.thread));
}

function footLog(line, before) {
  if (!line) { L.foot.textContent = text(DATA.banner); return; }
  const told = text(line.text), parts = [h('span', {}, text(DATA.banner)), h('span', {}, h('b', {}, line.file), ' · ', text((DATA.evidence || {})[line.evidence]))];
  if (line.meaning !== undefined) parts.push(h('span', {}, text(line.meaning)));
  if (before) parts.push(h('span', {}, word('log elapsed', { time: duration(seenAt(line) - seenAt(before)) })));
  if (L.mark) parts.push(h('span', {}, word('log marked', { time: duration(Math.abs(seenAt(line) - seenAt(L.mark))) })));
  if (S.lag && line.cloud) parts.push(h('span', {}, word('log late', { time: duration(seenAt(line) - line.t) })));
  for (const [code, meaning] of Object.entries(DATA.codes || {})) {
    if (new RegExp(`(^|[^0-9A-Za-z])${code.replace(/[^\w]/g, '.')}($|[^0-9A-Za-z])`, 'i').test(told)) parts.push(h('span', {}, h('b', {}, code), ' ', text(meaning)));
  }
  add(clear(L.foot), parts);
}

// A click goes to the step; with shift it marks the line, and the time to the current one is told.
function pickLine(event) {
  const row = event.target.closest('tr[data-row]');
  if (!row) return;
  const line = V.logs[Number(row.dataset.row)];
  if (event.shiftKey) { L.mark = line; showLog(); } else { go(line.place, false); }
  const again = $(`tr[data-row="${row.dataset.row}"] button`, L.body);
  if (again) again.focus();
}

function walkLines(event) {
  const way = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const row = event.target.closest('tr');
  if (!way || !row) return;
  event.preventDefault();
  event.stopPropagation();
  const other = row[way] && $('button', row[way]);
  if (!other) return;
  for (const button of L.body.querySelectorAll('button')) button.tabIndex = -1;
  other.tabIndex = 0;
  other.focus();
}
