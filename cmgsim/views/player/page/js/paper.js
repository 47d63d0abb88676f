// On paper no stage is set: these name the step after which they are asked.
const ASKED_AT = new Set(['next', 'port', 'opens']);

// Paper: map and sequence, the table of steps, ports, questions, and the answers on the last page.
function mountPaper() {
  const paper = clear($('#paper')), kept = S.place, title = [text(DATA.title), text(FLOW(S.flow).title)];
  const shown = SWITCHES.filter(one => one.kind !== 'view' && (S.on[one.id] !== undefined || one.group === 'settings')).map(one => one.kind === 'toggle' ? text(one.label)
    : `${text(one.label)}${S.lang === 'fr' ? '\u00a0' : ''}: ${text((one.values.find(value => value.value === (S.on[one.id] ?? one.default)) || one.values[0]).label)}`);
  S.place = V.steps.length - 1;
  showMap(false);
  for (const layer of [M.layer.now, M.layer.capsules]) clear(layer);  // not '.now > *': the box of the current step has that class too
  for (const box of Object.values(M.boxes)) box.setAttribute('class', 'box');
  const map = M.svg.cloneNode(true);
  S.place = kept;
  showMap(false);
  for (const one of [map, ...map.querySelectorAll('*')]) for (const name of ['id', 'aria-labelledby', 'aria-describedby']) one.removeAttribute(name);
  map.setAttribute('aria-label', word('map'));
  const list = paperQuestions();
  add(paper, [
    h('header', {}, h('h1', {}, [...new Set(title)].join(' · ')), h('p', {}, shown.join(' · ')), h('p', { class: 'banner' }, word('help simulated'))),
    h('section', {}, map, paperSequence()),
    h('section', { class: 'sheet' }, paperSteps()),
    h('section', {}, h('div', { class: 'whole' }, h('h2', {}, word('tab ports')), portTable()), V.panels.map(faultPanel)),
    list.length > 0 && [
      h('section', { class: 'sheet' }, h('h2', {}, word('tab quiz')), h('p', { class: 'banner' }, word('quiz seed', { n: number(list.length), seed: DATA.scenario.seed })),
        h('ol', { class: 'paper-quiz' }, list.map(one => h('li', {}, h('p', {}, ASKED_AT.has(one.kind) && `${word('paper number')} ${one.place + 1} · `, text(one.text)), one.log !== undefined && one.log !== null && logQuote(DATA.logs[one.log]),
          h('ul', {}, (one.choices || one.items).map((choice, k) => h('li', {}, one.choices ? `${String.fromCharCode(65 + k)}. ` : '____ ', text(choice)))))))),
      h('section', { class: 'sheet' }, h('h2', {}, word('paper answers')), h('ol', { class: 'paper-quiz' }, list.map(one =>
        h('li', {}, h('p', {}, h('b', {}, one.choices ? `${String.fromCharCode(65 + one.right)}. ` : '', inWords(one, one.right))), h('p', {}, text(one.because))))))],
  ]);
  document.documentElement.style.setProperty('--foot', JSON.stringify(`cmgsim ${DATA.scenario.version} · ${DATA.scenario.name.slice(0, 60)} · ${DATA.scenario.sha256.slice(0, 16)}`));
}

// As many as fit on a page, the kinds in turn; those with long choices are for the screen.
function paperQuestions() {
  const long = one => (one.choices || one.items).reduce((sum, choice) => sum + text(choice).length, 0) > 320;
  const mine = DATA.questions.filter(one => one.flow === S.flow && !long(one)), kinds = [...new Set(mine.map(one => one.kind))], out = [];
  for (let k = 0; out.length < 9 && k < mine.length; k++) {
    for (const kind of kinds) { const one = mine.filter(other => other.kind === kind)[k]; if (one && out.length < 9) out.push(one); }
  }
  return out;
}

// The same rows in pieces, so that a page can end between two of them.
function paperSequence() {
  const room = 700, badges = Math.min(3, Math.max(1, ...V.steps.map(one => badgesOf(one).length))), left = GUTTER + badges * BADGE + 6;
  const columns = lifelines(), gap = (room - left - 10) / columns.length, kept = Q, rows = V.steps.map(one => ({ place: one.place, arrows: arrowsOf(one) }));
  const G = { ...PAPER, badges, room, left, gap, columns, x: {} };
  columns.forEach((column, k) => { for (const name of column.names) G.x[name] = left + gap * (k + 0.5); });
  Q = G;
  const head = sequenceHead();
  Q = kept;
  const pieces = [];
  for (let from = 0; from < rows.length; from += 2) {
    const part = rows.slice(from, from + 2);
    const y = stack(part, G);
    pieces.push(h('svg', { viewBox: `0 0 ${room} ${y}`, class: 'sequence', 'aria-hidden': 'true' },
      columns.map(column => h('line', { x1: G.x[column.id], x2: G.x[column.id], y1: 0, y2: y, class: 'lifeline' })), part.map(one => drawRow(one, G))));
  }
  const top = head.firstChild;
  top.setAttribute('viewBox', `0 0 ${room} ${top.getAttribute('height')}`);
  top.removeAttribute('width');
  top.removeAttribute('height');
  return h('div', { class: 'paper-sequence' }, top, pieces);
}

function paperSteps() {
  const name = node => { const box = V.nodes[drawn(node)]; return box ? (box.short ? box.short[S.lang] : nodeName(box)) : node; };
  return table(word('tab steps'), ['paper number', 'paper rule', 'paper time', 'paper text', 'paper ways', 'ports ports', 'paper identity'], V.steps.map(one => row([
    one.place + 1, badgesOf(one).join(' '), clock(one.t), [one.outcome !== 'ok' && h('b', {}, `${OUTCOMES[one.outcome]} `), text(one.title)],
    one.from === one.to ? name(one.from) : `${name(one.from)} → ${name(one.to)}`, [one.protocol, one.port].filter(Boolean).join(' '), text(one.auth)])), 'paper-steps');
}
