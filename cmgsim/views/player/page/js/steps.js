// The step that is told now, and the list of all steps: the list is the document, pictures illustrate it.
const stepView = { mount: mountStep, show: showStep, layout() {} };

function mountStep() {
  clear($('#step')).append(
    h('div', { class: 'step-line' }, h('div', { id: 'step-head' }), h('div', { class: 'details', id: 'details' })),
    h('p', { id: 'say', 'aria-live': 'polite', 'aria-atomic': 'true' }), h('div', { class: 'detail', id: 'detail', hidden: true }));
}

const OUTCOMES = { ok: '✓', warn: '▲', fail: '✕' };
function badgeMark(id) {
  const rule = DATA.rules[id];
  return h('abbr', { class: `mark mark-${id[0]}`, title: rule ? text(rule.list) : null }, id);
}

function showStep() {
  const now = step();
  add(clear($('#step-head')), [
    h('h2', {}, word('step of', { n: now.place + 1, of: V.steps.length })),
    badgesOf(now).map(badgeMark),
    badgesOf(now).length < 3 && h('span', { class: 'reference' }, [...new Set(badgesOf(now).map(id => DATA.rules[id] && text(DATA.rules[id].list)).filter(Boolean))].join(' · ')),
    now.outcome !== 'ok' && h('strong', { class: `outcome ${now.outcome}` }, `${OUTCOMES[now.outcome]} ${word(`outcome ${now.outcome}`)}`)]);
  const say = $('#say');
  say.setAttribute('aria-live', S.playing && S.speed > 1 ? 'off' : 'polite');
  say.textContent = text(now.say);
  say.classList.toggle('long', say.textContent.length > 175);
  say.dataset.current = now.place;
  showDetail();
}

// What stands behind the three buttons; one is open at a time and stays open from step to step.
const DETAILS = {
  wire: one => (one.wire || []).length && h('dl', { class: 'wire' }, one.wire.map(([label, value]) =>
    h('div', {}, h('dt', {}, text(label)), h('dd', {}, text(value))))),
  why: one => (one.why !== undefined || notesOf(one).length) && [
    one.why !== undefined && h('p', {}, text(one.why)), notesOf(one),
    badgesOf(one).filter(id => DATA.rules[id]).map(id => h('p', { class: 'rule' }, badgeMark(id), ' ', h('span', {}, text(DATA.rules[id].title),
      h('cite', {}, text(DATA.rules[id].page)))))],
  fix: one => one.fix !== undefined && [one.cause !== undefined && h('p', {}, text(one.cause)), h('p', {}, h('strong', {}, word('fix')), ' — ', text(one.fix))],
};
const notesOf = one => badgesOf(one).flatMap(id => (DATA.notes || {})[id] || []).map(note =>
  h('p', { class: 'trainer' }, h('strong', {}, word('trainer')), ' ', text(note)));

function showDetail() {
  const bar = clear($('#details')), pane = clear($('#detail')), now = step();
  const there = Object.keys(DETAILS).filter(name => DETAILS[name](now));
  for (const name of there) {
    bar.append(h('button', { class: `disclose ${name}`, 'data-detail': name, 'aria-expanded': String(S.detail === name),
      'aria-controls': 'detail', onclick: () => { S.detail = S.detail === name ? null : name; showDetail(); $(`[data-detail=${name}]`).focus(); } }, word(name)));
  }
  pane.hidden = !there.includes(S.detail);
  if (!pane.hidden) add(pane, [DETAILS[S.detail](now)]);
}

const listView = { mount: mountList, show: showList, layout() {} };
function mountList() {
  const pane = $('#panel-steps');
  if (!pane) return;
  const list = h('ol', { class: 'steps', id: 'steps' });
  for (const one of V.steps) {
    list.append(h('li', { 'data-place': one.place, class: one.outcome, hidden: !followed(one.place) },
      h('button', { onclick: () => go(one.place, false) },
        h('span', { class: 'step-number' }, one.place + 1), h('span', { class: 'step-title' }, text(one.title)),
        badgesOf(one).map(badgeMark),
        one.outcome !== 'ok' && h('strong', { class: `outcome ${one.outcome}` }, `${OUTCOMES[one.outcome]} ${word(`outcome ${one.outcome}`)}`),
        h('time', {}, clock(one.t))),
      h('p', {}, text(one.say))));
  }
  add(clear(pane), [V.requests.length > 1 && followControl(), endNote(), list]);
}

function followControl() {
  const select = h('select', { id: 'follow', onchange: event => follow(event.target.value === '' ? null : Number(event.target.value)) },
    h('option', { value: '' }, word('follow all')),
    V.requests.map((request, k) => h('option', { value: k, selected: S.follow === k }, text(request.name))));
  return h('p', { class: 'tools' }, h('label', { for: 'follow' }, word('follow')), ' ', select);
}
function endNote() {
  return V.variant.verdict !== undefined && h('p', { class: `verdict ${V.variant.ends}` }, text(V.variant.verdict));
}

function showList() {
  const list = $('#steps');
  if (!list) return;
  const old = $('[aria-current]', list);
  if (old) old.removeAttribute('aria-current');
  const item = list.children[S.place];
  item.setAttribute('aria-current', 'step');
  list.dataset.current = S.place;
  list.classList.toggle('covered', covers());
  if (covers()) for (const other of list.children) other.classList.toggle('coming', Number(other.dataset.place) > S.place);
  const pane = $('#panels');
  if (pane.scrollHeight > pane.clientHeight + 1) item.scrollIntoView({ block: 'nearest' });
}
