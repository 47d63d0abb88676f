// Tables beside the story: analyzer, waterfall, ports, nodes and links, help.
function table(caption, heads, rows, name) {
  return h('table', { class: name || 'plain' }, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, heads.map(key => h('th', { scope: 'col' }, word(key))))), h('tbody', {}, rows));
}
const row = (cells, attributes) => h('tr', attributes, cells.map((cell, k) => (k ? h('td', {}, cell) : h('th', { scope: 'row' }, cell))));

const analyzerView = {
  mount() {
    const pane = $('#panel-analyzer');
    if (!pane) return;
    const signs = { ok: '✓', fail: '✕', skipped: '–' };
    add(clear(pane), [h('p', { class: 'banner' }, word('analyzer about')), V.analyzer.length
      ? table(word('analyzer caption'), ['analyzer check', 'analyzer result', 'analyzer detail'], V.analyzer.map(line =>
        row([text(line.check), h('strong', { class: `result ${line.result}` }, `${signs[line.result]} ${word(`analyzer ${line.result}`)}`), text(line.detail)])))
      : h('p', {}, word('nothing here'))]);
  },
  show() {}, layout() {},
};

const waterfallView = {
  mount() {
    const pane = $('#panel-waterfall');
    if (!pane) return;
    if (!V.requests.length) { clear(pane).append(h('p', {}, word('nothing here'))); return; }
    let index = S.follow;
    if (index === null) index = step().requests[0] ?? this.index ?? 0;
    if (index >= V.requests.length) index = 0;
    this.index = index;
    const request = V.requests[index], end = Math.max(1, ...request.bars.map(bar => bar[1] + bar[2]));
    const select = h('select', { id: 'waterfall-request', onchange: event => { this.index = Number(event.target.value); go(V.requests[this.index].first, false); } },
      V.requests.map((one, k) => h('option', { value: k, selected: k === index }, text(one.name))));
    add(clear(pane), [
      h('p', { class: 'tools' }, h('label', { for: 'waterfall-request' }, word('waterfall request')), ' ', select, ' ',
        h('button', { 'aria-pressed': String(S.follow === index), onclick: () => follow(S.follow === index ? null : index) }, word('follow this'))),
      table(word('waterfall caption', { time: duration(end) }), ['waterfall stage', 'waterfall where', 'waterfall bar', 'waterfall time'],
        request.bars.map(([label, start, length, place, node]) => row([
          h('button', { class: 'link', onclick: () => go(place, false) }, text(label)), typeof node === 'number' ? text(node) : V.nodes[drawn(node)] ? nodeName(V.nodes[drawn(node)]) : node,
          h('svg', { class: 'bar', viewBox: '0 0 1000 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
            h('rect', { x: 0, y: 4.5, width: 1000, height: 1, class: 'bar-line' }),
            h('rect', { x: (1000 * start) / end, y: 0, width: Math.max(3, (1000 * length) / end), height: 10, class: 'bar-fill' })),
          duration(length)], { 'data-place': place })), 'plain waterfall')]);
    this.show();
  },
  show() {
    const pane = $('#panel-waterfall');
    if (!pane || !V.requests.length) return;
    const wanted = S.follow ?? step().requests[0];
    if (wanted !== undefined && wanted !== this.index) { this.mount(); return; }
    for (const line of pane.querySelectorAll('tr[data-place]')) {
      if (Number(line.dataset.place) === S.place) line.setAttribute('aria-current', 'step'); else line.removeAttribute('aria-current');
    }
  },
  layout() {},
};

const portsView = {
  mount() {
    const pane = $('#panel-ports');
    if (!pane) return;
    add(clear(pane), [h('p', { class: 'banner' }, word('ports about')), portTable()]);
  },
  show() {
    const rule = step().port_rule;
    for (const line of document.querySelectorAll('#panel-ports tr[data-rule]')) {
      if (rule && line.dataset.rule === rule) line.setAttribute('aria-current', 'step'); else line.removeAttribute('aria-current');
    }
  },
  layout() {},
};
function portTable() {
  if (!V.ports.length) return h('p', {}, word('nothing here'));
  return table(word('ports caption'), ['ports rule', 'ports from', 'ports to', 'ports protocol', 'ports ports', 'ports purpose'], V.ports.map(line =>
    row([line.rule, text(line.from), text(line.to), line.protocol, [line.ports, line.blocked && h('strong', { class: 'outcome fail' }, ` ✕ ${word('ports blocked')}`)], text(line.purpose)],
      { 'data-rule': line.rule, class: line.blocked ? 'fail' : null })));
}

const nodesView = {
  mount() {
    const pane = $('#panel-nodes');
    if (!pane) return;
    const zone = id => text(DATA.zones[id]), name = id => nodeName(V.nodes[id]);
    add(clear(pane), [h('div', { class: 'pair' },
      table(word('nodes caption'), ['nodes name', 'nodes role', 'nodes zone', 'nodes now'], V.map.nodes.map(node =>
        row([nodeName(node), DATA.roles[node.role] ? text(DATA.roles[node.role].name) : node.role, zone(node.zone), h('span', { 'data-now': node.id })],
          { 'data-node': node.id, class: S.node === node.id ? 'picked' : null, tabindex: S.node === node.id ? -1 : null }))),
      table(word('links caption'), ['links opens', 'links accepts', 'links what', 'links now'], V.map.links.filter(link => link.kind !== 'inner').map(link =>
        row([h('button', { class: 'link', onclick: () => goLink(link.id) }, name(link.from)), name(link.to), [link.protocol, link.ports || link.port].filter(Boolean).join(' '), h('span', { 'data-now': link.id })], { 'data-link': link.id }))))]);
    this.show();
  },
  show() {
    const pane = $('#panel-nodes');
    if (!pane) return;
    const open = openAt(S.place), ways = waysOf(step()), used = new Set(ways.flatMap(way => way.links.map(link => link.id)));
    const failed = new Set(ways.filter(way => way.failed).flatMap(way => way.links.map(link => link.id)));
    const ends = new Set(step().moves.flatMap(move => [drawn(move.from), drawn(move.to)]));
    for (const mark of pane.querySelectorAll('[data-now]')) {
      const id = mark.dataset.now, node = V.nodes[id];
      mark.textContent = node ? (ends.has(id) ? word('nodes active') : '')
        : failed.has(id) ? word('links failed') : used.has(id) ? word('links used') : open.get(id) === 'channel' ? word('links channel') : open.has(id) ? word('links open') : word('links closed');
      const line = mark.closest('tr');
      if (node ? ends.has(id) : used.has(id)) line.setAttribute('aria-current', 'step'); else line.removeAttribute('aria-current');
    }
    const picked = S.node && $(`tr[data-node="${CSS.escape(S.node)}"]`, pane);
    if (picked && this.reveal) { this.reveal = false; picked.focus({ preventScroll: true }); reveal($('#panels'), picked.offsetTop, picked.offsetTop + picked.offsetHeight); }
  },
  layout() {},
};

const helpView = {
  mount() {
    const pane = $('#panel-help');
    if (!pane) return;
    const keys = [['→ · PageDown', 'help next'], ['← · PageUp', 'help back'], ['↓ · ↑', 'help failing'], ['Home · End', 'help ends'],
      [word('key space'), 'help play'], ['Tab', 'help tab'], ['Esc', 'help escape'], ['F11 · Ctrl+P', 'help browser']];
    add(clear(pane), [h('div', { class: 'pair' },
      h('section', {}, h('h3', {}, word('help keys')), h('dl', { class: 'keys' }, keys.map(([key, what]) => h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, word(what)))))),
      h('section', {}, h('h3', {}, word('help about')), h('p', {}, text(FLOW(S.flow).about)), h('p', {}, word('help simulated')),
        h('dl', { class: 'keys' }, [['help scenario', DATA.scenario.name], ['help version', DATA.scenario.version], ['help seed', DATA.scenario.seed], ['help hash', DATA.scenario.sha256], ['help again', DATA.scenario.command]]
          .map(([key, value]) => h('div', {}, h('dt', {}, word(key)), h('dd', {}, h('code', {}, value))))),
        (DATA.glossary || []).length > 0 && [h('h3', {}, word('help glossary')), h('dl', { class: 'glossary' }, DATA.glossary.map(entry =>
          h('div', {}, h('dt', {}, text(entry.term)), h('dd', {}, text(entry.text)))))]))]);
  },
  show() {}, layout() {},
};
