// The sequence: lifelines in the order of the map, one row a step. Only the rows near the view are in the page.
const sequenceView = { mount: mountSequence, show: showSequence, layout: settleSequence };
const GUTTER = 34, BADGE = 30;
const SCREEN = { ROW: 27, TOP: 11, TYPE: 13 }, PAPER = { ROW: 19, TOP: 6, TYPE: 11, paper: true };
let Q = {};

function mountSequence() {
  const pane = $('#sequence');
  if (!pane || !V) return;
  const rows = V.steps.filter(one => followed(one.place)).map(one => ({ place: one.place, arrows: arrowsOf(one) }));
  const height = stack(rows, SCREEN) + 8;
  const badges = Math.min(pane.clientWidth < 520 ? 2 : 3, Math.max(1, ...V.steps.map(one => badgesOf(one).length)));
  const left = GUTTER + badges * BADGE + 6, columns = lifelines();
  const room = Math.max(pane.clientWidth - 2, left + 30 * columns.length + 12), gap = (room - left - 10) / columns.length;
  Q = { ...SCREEN, badges, wide: pane.clientWidth, rows, height, left, room, gap, columns, x: {}, pane, from: -1, to: -1 };
  columns.forEach((column, k) => { for (const name of column.names) Q.x[name] = left + gap * (k + 0.5); });
  const head = sequenceHead();
  Q.svg = h('svg', { width: room, height: Q.height, role: 'img', 'aria-labelledby': 'sequence-title',
    'aria-describedby': 'sequence-desc say', class: 'sequence' },
  h('title', { id: 'sequence-title' }, word('sequence title', { flow: text(FLOW(S.flow).title) })),
  h('desc', { id: 'sequence-desc' }, word('sequence desc')));
  Q.body = h('g', {});
  add(Q.svg, [columns.map(column => h('line', { x1: Q.x[column.id], x2: Q.x[column.id], y1: 0, y2: Q.height, class: 'lifeline' })), Q.body]);
  Q.svg.addEventListener('click', event => {
    const place = event.target.closest('[data-place]');
    if (place) go(Number(place.dataset.place), false);
  });
  clear(pane).append(head, Q.svg);
  pane.onscroll = () => { Q.svg.style.setProperty('--shift', `${pane.scrollLeft}px`); drawRows(); };
  pane.onscroll();
  showSequence();
}

function stack(rows, { ROW, TOP }) {
  let y = 0;
  for (const one of rows) { one.y = y; one.h = TOP + Math.max(1, one.arrows.length) * ROW; y += one.h; }
  return y;
}

// The pane has another size: other columns when it is wider, else only the current row has to be seen.
function settleSequence() {
  if (!Q.pane || !Q.pane.isConnected) return;
  if (Q.wide !== Q.pane.clientWidth) mountSequence();
  else { revealRow(); drawRows(); }
}

function lifelines() {
  const columns = new Map();
  for (const name of V.story.lifelines) {
    const id = drawn(name);
    if (!columns.has(id)) columns.set(id, { id, names: [id] });
    columns.get(id).names.push(name);
  }
  return [...columns.values()];
}

// Names stand in tiers where columns are narrow, so that each has the room of several.
function sequenceHead() {
  const { TYPE } = Q, tiers = Q.gap < 40 ? 4 : Q.gap < 58 ? 3 : Q.gap < 104 ? 2 : 1, most = Q.gap * tiers - 8, tall = TYPE + 4;
  const parts = Q.columns.map(column => {
    const node = V.nodes[column.id], name = node ? (node.short ? node.short[S.lang] : nodeName(node)) : column.id;
    return wrap(name, most, 2, TYPE, 600);
  });
  const lines = [0, 1, 2, 3].map(tier => Math.max(0, ...parts.filter((_, k) => k % tiers === tier).map(part => part.length)));
  const heights = lines.map(count => (count ? count * tall + 4 : 0)), bases = heights.map((_, k) => heights.slice(0, k).reduce((sum, one) => sum + one, 0));
  const height = bases[3] + heights[3] + 4;
  Q.head = height;
  const svg = h('svg', { width: Q.room, height, 'aria-hidden': 'true' }), names = h('g', {}); // over every line
  parts.forEach((part, k) => {
    const tier = k % tiers, x = Q.x[Q.columns[k].id], base = bases[tier];
    const bottom = base + heights[tier];
    svg.append(h('line', { x1: x, x2: x, y1: bottom, y2: height, class: 'lifeline' }));
    part.forEach((string, row) => {
      const y = base + heights[tier] - 9 - (part.length - 1 - row) * tall;
      const half = Math.min(width(string, TYPE, 600), most) / 2, inward = Math.max(0, x + half + 2 - Q.room); // moved in from the edge
      names.append(h('text', { x: x - inward, y, 'font-size': TYPE, class: 'head-name',
        'data-column': Q.columns[k].id }, cut(string, most - inward, TYPE, 600)));
    });
  });
  svg.append(names);
  return h('div', { class: 'sequence-head' }, svg);
}

// An opening and its acceptance are one arrow; so are a question to DNS and its answer.
function arrowsOf(one) {
  const arrows = [];
  for (const move of one.moves) {
    const last = arrows[arrows.length - 1];
    const opening = (failing(move) || move.kind === 'accepted') && arrows.find(arrow => arrow.kind === 'connect' && !arrow.settled && arrow.link === move.link);
    if (opening) { opening.settled = true; opening.blocked ||= failing(move); continue; } // attempts may overlap
    if (move.kind === 'accepted' && last && last.kind === 'connect') continue;
    const asked = move.kind === 'dns-answer' && arrows.find(arrow => arrow.kind === 'dns-query' && !arrow.both && arrow.from === move.to && arrow.to === move.from);
    if (asked) { asked.both = true; continue; }
    if (move.kind === 'closed' && one.moves.length > 1) continue;
    arrows.push({ ...move });
  }
  return arrows;
}

function showSequence() {
  if (!Q.rows) return;
  Q.from = -1;
  revealRow();
  drawRows();
  Q.svg.dataset.current = S.place;
}

function revealRow() {
  const one = Q.rows.find(other => other.place === S.place), { pane } = Q;
  if (!one) return;
  reveal(pane, one.y, one.y + one.h + Q.head, 34);
  if (pane.scrollWidth <= pane.clientWidth + 1) return;
  const ends = one.arrows.flatMap(arrow => { // what its words cover, right of the numbers that stay
    const [a, b] = [Q.x[drawn(arrow.from)], Q.x[drawn(arrow.to)]], half = width(text(arrow.label), Q.TYPE, 600) / 2, centre = (a + b) / 2;
    return [a, b, centre - half, centre + half];
  }).filter(x => !Number.isNaN(x) && x !== undefined);
  if (ends.length) pane.scrollLeft = (Math.min(...ends) + Math.max(...ends) - Q.left - pane.clientWidth) / 2;
  pane.onscroll();
}

function drawRows() {
  if (!Q.rows) return;
  const top = Q.pane.scrollTop - 600, bottom = Q.pane.scrollTop + Q.pane.clientHeight + 600;
  const from = Q.rows.findIndex(row => row.y + row.h >= top);
  let to = from;
  while (to < Q.rows.length && Q.rows[to].y <= bottom) to++;
  if (from === Q.from && to === Q.to) return;
  [Q.from, Q.to] = [from, to];
  add(clear(Q.body), Q.rows.slice(Math.max(0, from), to).map(row => drawRow(row, Q)));
}

// One row; `G` is the geometry, so that paper has its own.
function drawRow(row, G) {
  const { ROW, TOP, TYPE } = G;
  const one = V.steps[row.place], now = row.place === S.place && !G.paper, coming = row.place > S.place && !G.paper;
  const state = now ? 'current' : coming ? 'coming' : 'past';
  const group = h('g', { class: `row ${state} ${one.outcome}`, 'data-place': row.place, transform: `translate(0 ${row.y})` });
  group.append(h('rect', { x: 0, y: 0, width: G.room, height: row.h, class: 'band' }));
  if (now) group.append(...G.columns.map(column => h('line', { x1: G.x[column.id], x2: G.x[column.id], y1: 0, y2: row.h, class: 'lifeline' })));
  row.arrows.forEach((arrow, k) => { if (!(coming && covers())) drawArrow(group, arrow, TOP + k * ROW, now, one, G); });
  const middle = TOP + ROW / 2 + 1, gutter = h('g', { class: 'gutter' },
    h('rect', { x: 0, y: 0, width: G.left - 4, height: row.h, class: 'band' }),
    h('rect', { x: 4, y: middle - 12, width: 28, height: 24, rx: 12, class: 'dot' }),
    h('text', { x: 18, y: middle, class: 'dot-number',
      'font-size': row.place > 98 ? (row.place > 998 ? 9 : 11) : 13 }, row.place + 1));
  if (!(coming && covers())) {
    badgesOf(one).slice(0, G.badges).forEach((badge, k) => gutter.append(
      h('rect', { x: GUTTER + 2 + k * BADGE, y: middle - 9, width: BADGE - 4, height: 18, rx: 4, class: `badge badge-${badge[0]}` }),
      h('text', { x: GUTTER + k * BADGE + BADGE / 2, y: middle, class: 'badge-text', 'font-size': 11 }, badge)));
  }
  group.append(gutter);
  return group;
}

function drawArrow(group, arrow, y, now, one, G) {
  const { ROW, TYPE } = G;
  const [a, b] = [G.x[drawn(arrow.from)], G.x[drawn(arrow.to)]], base = y + ROW - 5;
  const label = text(arrow.label), weight = now ? 600 : 400;
  if (a === undefined || b === undefined) return;
  const stops = (arrow.route || []).map(name => G.x[drawn(name)]).filter(x => x !== undefined && x !== a && x !== b);
  const wide = width(label, TYPE, weight), most = G.room - G.left - 8;
  const centre = a === b ? a + 14 + wide / 2 : (a + b) / 2;
  const x = Math.max(G.left + Math.min(wide, most) / 2, Math.min(G.room - 6 - Math.min(wide, most) / 2, centre));
  if (a === b) {
    const side = x - wide / 2 - 8 > a ? 1 : -1;
    group.append(h('path', { class: 'arrow self', d: `M${a} ${y + 6} v${ROW - 12}` }),
      h('circle', { cx: a, cy: y + ROW / 2, r: 5, class: 'note-dot' }),
      h('text', { x: side > 0 ? x : Math.max(G.left + wide / 2, a - 14 - wide / 2), y: y + ROW / 2, class: 'arrow-label', 'font-size': TYPE }, cut(label, most, TYPE, weight)));
    return;
  }
  const way = b > a ? 1 : -1, failed = arrow.blocked;
  const end = failed ? a + (b - a) * 0.72 : b - way * 2;
  if (arrow.inside) group.append(h('line', { x1: a, x2: b, y1: base, y2: base, class: 'sheath' }));
  group.append(h('line', { x1: a, x2: end - (failed ? 0 : way * 8), y1: base, y2: base, class: failed ? 'arrow failed' : 'arrow' }));
  if (failed) group.append(crossAt(end, base, 7));
  else group.append(arrowAt([end, base], [way, 0], 'arrow-head'));
  if (arrow.both) group.append(arrowAt([a + way * 2, base], [-way, 0], 'arrow-head'));
  for (const stop of stops) group.append(h('circle', { cx: stop, cy: base, r: 4, class: 'stop' }));
  if (now) for (const at of [a, b]) group.append(h('rect', { x: at - 4, y: base - 6, width: 8, height: 12, class: 'active' }));
  group.append(h('text', { x, y: base - TYPE, class: 'arrow-label', 'font-size': TYPE },
    cut(label, most, TYPE, weight)));
}
