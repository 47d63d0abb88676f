// What can be taken away: pictures, texts, tables, logs. All of it is made here, nothing is asked of a server.
const saveView = { mount: mountSave, show() {}, layout() {} };

function mountSave() {
  const pane = $('#panel-save');
  if (!pane) return;
  const name = `cmgsim-${S.flow}${V.key ? `-${V.key.replace(/[^\w.-]+/g, '-')}` : ''}`;
  const button = (key, act, slots) => h('button', { onclick: act }, word(key, slots));
  const files = [...new Set(V.logs.map(line => line.file))].sort();
  const group = (key, ...buttons) => h('section', {}, h('h3', {}, word(key)), h('p', { class: 'quiz-tools' }, buttons));
  add(clear(pane), [h('div', { class: 'pair' },
    group('save pictures', button('save map svg', () => saveFile(`${name}-map.svg`, 'image/svg+xml', picture(M.svg))), button('save map png', () => savePng(M.svg, `${name}-map.png`)),
      button('save sequence svg', () => saveFile(`${name}-sequence.svg`, 'image/svg+xml', picture(wholeSequence()))), button('save sequence png', () => savePng(wholeSequence(), `${name}-sequence.png`))),
    group('save texts', button('save mermaid', () => saveFile(`${name}.mmd`, 'text/plain', mermaid())), button('save plantuml', () => saveFile(`${name}.puml`, 'text/plain', plantuml())), button('save csv', () => saveFile(`${name}.csv`, 'text/csv', stepsCsv())),
      button('save json', () => saveFile(`${name}.json`, 'application/json', stepsJson()))),
    files.length > 0 && group('save logs', files.map(file => h('button', { onclick: () => saveFile(file, 'text/plain', logFile(file)) }, file))),
    group('save paper', button('save print', () => print())))]);
}

const csv = rows => `\ufeff${rows.map(cells => cells.map(csvCell).join(',')).join('\r\n')}\r\n`;
function csvCell(value) {
  let cell = value === null || value === undefined ? '' : String(value);
  if (typeof value === 'string' && /^[=+\-@\t]/.test(cell)) cell = `'${cell}`; // a spreadsheet would run it
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

const stepRow = one => ({ step: one.place + 1, t_ns: one.t, rules: badgesOf(one).join(' '), from: one.from, to: one.to, opened_by: one.opened_by ?? null,
  protocol: one.protocol ?? null, port: one.port ?? null, port_rule: one.port_rule ?? null, verb: one.verb ?? null, path: one.path ?? null,
  status: one.status ?? null, bytes: one.bytes ?? null, outcome: one.outcome, text: text(one.say) });
function stepsCsv() {
  const rows = V.steps.map(stepRow);
  return csv([Object.keys(rows[0]), ...rows.map(Object.values)]);
}
function stepsJson() {
  return `${JSON.stringify({ scenario: DATA.scenario, flow: S.flow, selection: V.key, language: S.lang, ends: V.variant.ends,
    steps: V.steps.map(stepRow), log: V.logs.map(line => ({ t_ns: line.t, step: line.place + 1, file: line.file, severity: line.severity, text: text(line.text) })) }, null, 1)}\n`;
}

// Letters, digits and a few signs mean nothing in Mermaid; what else stands in a name is left out.
function harmless(string) {
  const kept = [...string].map(sign => (/[\p{L}\p{N} .,:()/+=_·-]/u.test(sign) ? sign : ' ')).join('').replace(/([-_/+=.,:])\1+/g, '$1').split(/\s+/).join(' ').trim();
  return kept.replace(/\bend\b/gi, '(end)').slice(0, 100) || '(no name)';
}
const sides = () => lifelines().map((column, k) => ({ names: column.names, alias: `p${k + 1}`, told: harmless(V.nodes[column.id] ? nodeName(V.nodes[column.id]) : column.id) }));
// Each arrow of each step between its two sides, as a line of text.
function arrowLines(columns, written) {
  const alias = Object.fromEntries(columns.flatMap(column => column.names.map(name => [name, column.alias])));
  return V.steps.flatMap(one => arrowsOf(one).map(arrow => [alias[drawn(arrow.from)], alias[drawn(arrow.to)], arrow,
    harmless(`${one.place + 1} ${badgesOf(one).join(' ')}: ${text(arrow.label)}`)])).filter(([a, b]) => a && b).map(line => written(...line));
}
function mermaid() {
  const columns = sides();
  return ['sequenceDiagram', ...columns.map(({ alias, told }) => `    participant ${alias} as ${told}`), ...arrowLines(columns, (a, b, arrow, label) =>
    (a === b ? `    Note over ${a}: ${label}` : `    ${a}${arrow.blocked ? '-x' : arrow.kind === 'response' ? '-->>' : '->>'}${b}: ${label}`)), ''].join('\n');
}
function plantuml() {
  const columns = sides();
  return ['@startuml', ...columns.map(({ alias, told }) => `participant "${told}" as ${alias}`), ...arrowLines(columns, (a, b, arrow, label) =>
    (a === b ? `note over ${a} : ${label}` : `${a} ${arrow.blocked ? '->x' : arrow.kind === 'response' ? '-->' : '->'} ${b} : ${label}`)), '@enduml', ''].join('\n');
}

// Client and server logs have formats of their own; the first line says that nothing of it is real.
function logLine(line, string, ns) {
  const [date, time] = moment(ns).split(' '), [year, month, day] = date.split('-'), us = `${month}-${day}-${year}`;
  const plain = string.replace(/[^\x20-\x7e]/g, sign => ({ '—': '-', '–': '-', '’': "'" })[sign] || '?');
  const hex = line.thread.toString(16).toUpperCase();
  return line.format === 'client'
    ? `<![LOG[${plain}]LOG]!><time="${time}+000" date="${us}" component="${line.component}" context="" type="${line.severity}" thread="${line.thread}" file="cmgsim">`
    : `${plain}  $$<${line.component}><${us} ${time}+000><thread=${line.thread} (0x${hex})>`;
}
function logFile(file) {
  const lines = V.logs.filter(line => line.file === file), banner = DATA.texts[DATA.banner];
  const rows = [logLine({ ...lines[0], severity: 1 }, typeof banner === 'string' ? banner : banner[0], lines[0].t), ...lines.map(line => logLine(line, text(line.text), line.t))];
  return `${rows.join('\r\n')}\r\n`;
}

// A picture carries its own style, so that it looks the same elsewhere.
const PAINT = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'font-family', 'font-weight', 'font-size', 'paint-order', 'opacity', 'text-anchor', 'dominant-baseline'];
function picture(svg) {
  const inPage = svg.isConnected, holder = inPage ? null : h('div', { class: 'offstage' }, svg);
  if (holder) document.body.append(holder);
  const copy = svg.cloneNode(true), from = [svg, ...svg.querySelectorAll('*')], to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((element, k) => {
    const style = getComputedStyle(element);
    for (const property of PAINT) { const value = style.getPropertyValue(property); if (value && value !== 'none' || property === 'fill' || property === 'stroke') to[k].setAttribute(property, value); }
    for (const name of ['class', 'aria-labelledby', 'aria-describedby', 'id']) to[k].removeAttribute(name);
  });
  const box = svg.viewBox.baseVal && svg.viewBox.baseVal.width ? [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height] : [svg.width.baseVal.value, svg.height.baseVal.value];
  copy.setAttribute('width', box[0]);
  copy.setAttribute('height', box[1]);
  copy.setAttribute('viewBox', `0 0 ${box[0]} ${box[1]}`);
  copy.insertBefore(h('rect', { width: box[0], height: box[1], fill: getComputedStyle(document.body).backgroundColor }), $('title, desc', copy) ? $('desc', copy).nextSibling : copy.firstChild);
  if (holder) holder.remove();
  return new XMLSerializer().serializeToString(copy);
}
function wholeSequence() {
  const tall = Q.head + Q.height, svg = h('svg', { width: Q.room, height: tall, class: 'sequence' },
    h('title', {}, word('sequence title', { flow: text(FLOW(S.flow).title) })), h('desc', {}, word('sequence desc')));
  const heads = $('.sequence-head svg').cloneNode(true), body = h('g', { transform: `translate(0 ${Q.head})` });
  body.append(...Q.columns.map(column => h('line', { x1: Q.x[column.id], x2: Q.x[column.id], y1: 0, y2: Q.height, class: 'lifeline' })), ...Q.rows.map(one => drawRow(one, Q)));
  return add(svg, [h('g', {}, [...heads.childNodes]), body]);
}
function savePng(svg, name) {
  const source = picture(svg), image = new Image(), url = URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }));
  image.addEventListener('load', () => {
    const canvas = h('canvas', { width: image.width * 2, height: image.height * 2 }), pen = canvas.getContext('2d');
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    URL.revokeObjectURL(url);
    canvas.toBlob(blob => saveFile(name, 'image/png', blob));
  });
  image.src = url;
}
