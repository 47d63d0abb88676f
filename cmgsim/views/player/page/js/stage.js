// The stage: title bar, panes, tabs, transport bar; going from step to step; keys; the address.
const TABS = ['log', 'steps', 'whatif', 'quiz', 'analyzer', 'waterfall', 'ports', 'nodes', 'save', 'help'];
const PANEL = { log: logView, steps: listView, whatif: whatIfView, quiz: quizView, analyzer: analyzerView, waterfall: waterfallView,
  ports: portsView, nodes: nodesView, save: saveView, help: helpView };
const views = () => [stepView, timeView, S.tab && PANEL[S.tab], mapView, sequenceView].filter(Boolean);

const dark = matchMedia('(prefers-color-scheme: dark)'), narrow = matchMedia('(max-width: 40em)');
function build() {
  const root = document.documentElement;
  root.lang = S.lang;
  root.dataset.theme = S.theme !== 'auto' ? S.theme : dark.matches ? 'dark' : 'light';
  root.dataset.view = S.view;
  document.title = text(DATA.title);
  const pane = (id, key, ...more) => h('section', { id, class: 'pane', 'aria-label': word(key) }, more);
  add(clear($('#app')), [
    h('a', { href: '#step', class: 'skip', onclick: event => { event.preventDefault(); openTab('steps'); $('#steps li[aria-current] button').focus(); } }, word('skip')),
    h('header', { id: 'top' }),
    h('main', {},
      narrow.matches && pane('step', 'step'), // what is told comes first where not everything is seen at once
      h('div', { class: 'views' }, pane('map', 'map'), h('section', { class: 'pane', 'aria-label': word('sequence') },
        h('div', { id: 'sequence', tabindex: 0, role: 'group', 'aria-label': word('sequence') }))),
      !narrow.matches && pane('step', 'step'),
      h('section', { class: 'more', 'aria-label': word('more') },
        h('div', { class: 'tabs', role: 'group', 'aria-label': word('more') }, TABS.map(tab => h('button', { 'data-tab': tab, 'aria-controls': 'panels',
          'aria-expanded': String(S.tab === tab), onclick: () => openTab(S.tab === tab ? null : tab) }, word(`tab ${tab}`)))),
        h('div', { id: 'panels', tabindex: 0, role: 'region', 'aria-label': word('more') }))),
    h('footer', { id: 'transport', 'aria-label': word('transport') })]);
  mountTop();
  for (const view of [stepView, timeView]) view.mount();
  mountPanel();
  for (const view of [mapView, sequenceView]) view.mount();
  show(false);
  watcher.disconnect();
  watcher.observe($('#sequence'));
}

const watcher = new ResizeObserver(() => sequenceView.layout());

function mountTop() {
  const first = SWITCHES.filter(one => one.kind === 'choice' && one.group === 'settings').slice(0, 2);
  const others = keyed.filter(one => S.on[one.id] !== undefined && !first.includes(one));
  add(clear($('#top')), [
    h('h1', {}, text(DATA.title)),
    h('div', { class: 'chips', role: 'group', 'aria-label': word('chips') },
      DATA.flows.length > 1 && h('label', { class: 'chip' }, h('span', { class: 'hidden' }, word('flow')), h('select', { id: 'flow', onchange: event => setFlow(event.target.value) },
        DATA.flows.map(flow => h('option', { value: flow.id, selected: flow.id === S.flow }, text(flow.title))))),
      first.map(one => h('label', { class: 'chip' }, h('span', { class: /^\d+$/.test(valueOf(one)) ? null : 'hidden' }, text(one.label)), choiceOf(one, 'choice'))),
      others.map(one => h('button', { class: one.group === 'settings' ? 'chip set' : 'chip on', title: word('switch off', { name: text(one.label) }),
        onclick: () => { flip(one, one.kind === 'toggle' ? false : one.default); const tab = $('[data-tab=whatif]'); if (tab) tab.focus(); } },
      h('span', {}, one.kind === 'toggle' ? text(one.label) : `${text(one.label)}: ${valueOf(one)}`), h('span', { 'aria-hidden': 'true' }, ' ×')))),
    h('div', { class: 'settings' },
      LANGUAGES.length > 1 && h('div', { class: 'languages', role: 'group', 'aria-label': word('language') }, LANGUAGES.map(lang =>
        h('button', { lang, 'data-lang': lang, 'aria-pressed': String(S.lang === lang), title: { en: 'English', fr: 'Français' }[lang], onclick: () => setLanguage(lang) }, lang.toUpperCase()))),
      h('select', { id: 'view', 'aria-label': word('view'), onchange: event => { S.view = event.target.value; if (S.view !== 'both') S.tab = null; build(); $('#view').focus(); } },
        ['both', 'map', 'sequence'].map(view => h('option', { value: view, selected: S.view === view }, word(`view ${view}`)))),
      h('button', { id: 'theme', title: word('theme', { theme: word(`theme ${S.theme}`) }), onclick: () => { S.theme = { auto: 'light', light: 'dark', dark: 'auto' }[S.theme]; memory.set('theme', S.theme); build(); $('#theme').focus(); } }, word(`theme ${S.theme}`)))]);
}

function setLanguage(lang) {
  S.lang = lang;
  build();
  writeAddress();
  $(`[data-lang=${lang}]`).focus();
}
function setFlow(flow) {
  S.flow = flow;
  S.follow = null;
  if (!variantOf(flow, S.on)) S.on = DATA.variants[flow][keyOf(settingsOnly())] ? settingsOnly() : {};
  S.place = 0;
  stage(false);
  $('#flow').focus();
}

// A new variant: the place is kept where the stories are the same up to it.
function stage(keep) {
  const old = V;
  V = unpack(S.flow, keyOf(S.on));
  S.follow = null;
  if (keep && old && old.flow === S.flow) {
    let same = 0;
    while (same < V.steps.length && same < old.steps.length && V.steps[same].id === old.steps[same].id) same++;
    S.place = Math.min(S.place, same, V.steps.length - 1);
  }
  S.place = Math.min(S.place, V.steps.length - 1);
  pause();
  if (!$('#top')) return;
  const focus = document.activeElement && document.activeElement.id;
  mountTop();
  for (const view of [mapView, sequenceView, stepView, timeView]) view.mount();
  mountPanel();
  show(false);
  writeAddress();
  if (focus && $(`#${CSS.escape(focus)}`)) $(`#${CSS.escape(focus)}`).focus();
}

function mountPanel() {
  const panels = $('#panels');
  for (const button of document.querySelectorAll('[data-tab]')) button.setAttribute('aria-expanded', String(button.dataset.tab === S.tab));
  panels.hidden = !S.tab;
  document.documentElement.classList.toggle('no-panel', !S.tab);
  document.documentElement.dataset.open = S.tab || '';
  clear(panels);
  if (!S.tab) return;
  panels.setAttribute('aria-label', word(`tab ${S.tab}`));
  panels.append(h('div', { id: `panel-${S.tab}`, class: 'panel' }));
  panels.scrollTop = 0;
  PANEL[S.tab].mount();
}
function openTab(tab) {
  S.tab = tab;
  if (tab === 'nodes') nodesView.reveal = true;
  mountPanel();
  if (tab) PANEL[tab].show(false);
  sequenceView.layout();
}

function go(place, animate) {
  const next = Math.max(0, Math.min(V.steps.length - 1, place));
  if (!followed(next)) S.follow = null;
  S.place = next;
  show(animate);
  writeAddress();
}
function show(animate) { for (const view of views()) view.show(animate); }
function follow(index) {
  S.follow = index;
  if (index !== null && !followed(S.place)) S.place = V.requests[index].first;
  sequenceView.mount();
  timeView.mount();
  mountPanel();
  show(false);
  const control = $('#follow') || $('#waterfall-request');
  if (control) control.focus();
}
const forward = () => go(neighbour(S.place, 1), true);
const backward = () => go(neighbour(S.place, -1), false);
function toAlarm(way) {
  const found = way > 0 ? V.alarms.find(place => place > S.place) : [...V.alarms].reverse().find(place => place < S.place);
  if (found !== undefined) go(found, false);
}

// Play: by steps, not by seconds, so that a class can read; true time when it is asked for.
let timer = null;
function dwell() {
  const next = neighbour(S.place, 1);
  if (S.trueTime) return Math.max(40, (V.steps[next].t - V.steps[S.place].t) / 1e6) / S.speed;
  return (800 + Math.min(800, text(step().say).length * 4)) / S.speed;
}
function play(until = Infinity) {
  if (S.place === neighbour(S.place, 1)) go(neighbour(-1, 1), false);
  S.playing = true;
  timeView.show();
  const tick = () => {
    if (!S.playing) return;
    if (neighbour(S.place, 1) === S.place || S.place >= until) { pause(); return; }
    forward();
    timer = setTimeout(tick, dwell());
  };
  timer = setTimeout(tick, dwell());
}
function pause() {
  clearTimeout(timer);
  if (!S.playing) return;
  S.playing = false;
  if ($('#play')) timeView.show();
}

const PLAY = 'M2 4v16l11-8z M15 5h3v14h-3z M20 5h3v14h-3z';
const timeView = { mount: mountTime, show: showTime, layout() {} };
function mountTime() {
  const button = (id, sign, key, act) => h('button', { id, class: 'key', 'aria-label': word(key), onclick: act }, sign);
  const sign = d => h('svg', { viewBox: '0 0 24 24', width: 24, height: 24, 'aria-hidden': 'true' }, h('path', { d }));
  const shown = V.steps.filter(one => followed(one.place)), many = shown.length > 90, last = Math.max(1, shown.length - 1);
  const dots = h('div', { class: 'dots', 'aria-hidden': 'true' }, shown.filter(one => !many || one.outcome !== 'ok').map(one => {
    const dot = h('i', { class: `mark-${one.outcome}`, 'data-place': one.place }, one.outcome === 'fail' ? '✕' : one.outcome === 'warn' ? '▲' : '');
    dot.style.left = `${(100 * shown.indexOf(one)) / last}%`;
    return dot;
  }));
  const range = h('input', { type: 'range', id: 'range', min: 1, max: shown.length, step: 1, 'aria-label': word('timeline'),
    oninput: event => go(shown[Number(event.target.value) - 1].place, false) });
  add(clear($('#transport')), [h('div', { class: 'drive' },
    h('div', { class: 'keys-bar', role: 'group', 'aria-label': word('transport') },
      button('first', sign('M5 5h3v14H5z M20 5v14L9 12z'), 'first', () => go(neighbour(-1, 1), false)), button('back', sign('M18 4v16L5 12z'), 'back', backward),
      button('play', sign(PLAY), 'play', () => (S.playing ? pause() : play())),
      button('next', sign('M6 4v16l13-8z'), 'next', forward), button('last', sign('M16 5h3v14h-3z M4 5v14l11-7z'), 'last', () => go(neighbour(V.steps.length, -1), false))),
    h('div', { class: 'timeline' }, dots, range),
    h('p', { id: 'time' })),
    h('div', { class: 'pace' },
      h('label', {}, h('span', { class: 'hidden' }, word('speed')), h('select', { id: 'speed', 'aria-label': word('speed'), onchange: event => { S.speed = Number(event.target.value); memory.set('speed', S.speed); showTime(); } },
        [0.5, 1, 2, 4].map(speed => h('option', { value: speed, selected: S.speed === speed }, `×${NB}${number(speed, speed % 1 ? 1 : 0)}`)))),
      check('trueTime', word('true time'), showTime), check('covered', word('covered'), () => { show(false); sequenceView.mount(); }))]);
}

function showTime() {
  const now = step(), before = V.steps[neighbour(S.place, -1)], gap = now.t - before.t;
  const shown = V.steps.filter(one => followed(one.place)), play = $('#play'), range = $('#range');
  $('#play').setAttribute('aria-label', word(S.playing ? 'pause' : 'play'));
  $('path', play).setAttribute('d', S.playing ? 'M6 4h4v16H6z M14 4h4v16h-4z' : PLAY);
  range.value = shown.indexOf(now) + 1;
  range.setAttribute('aria-valuetext', `${word('step of', { n: now.place + 1, of: V.steps.length })}: ${text(now.title)}, ${clock(now.t)}`);
  range.dataset.current = now.place;
  const factor = gap / 1e6 / ((800 + Math.min(800, text(before.say).length * 4)) / S.speed);
  const pace = gap === 0 ? '' : S.trueTime ? word('pace true', { speed: number(S.speed, S.speed % 1 ? 1 : 0) }) : gap >= 10e9 ? word('skipped', { time: duration(gap) })
    : word('pace', { time: duration(gap), factor: number(factor, factor < 0.095 ? 3 : factor < 1 ? 2 : 1) });
  add(clear($('#time')), [h('b', {}, 't', NB, '=', NB, clock(now.t)), ' ', h('small', {}, pace)]);
  for (const dot of document.querySelectorAll(shown.length > 90 ? '.dots .current' : '.dots i')) {
    dot.classList.toggle('past', Number(dot.dataset.place) < S.place);
    dot.classList.remove('current');
  }
  const here = $(`.dots [data-place="${S.place}"]`);
  if (here) here.classList.add('current');
  for (const id of ['first', 'back']) $(`#${id}`).setAttribute('aria-disabled', String(neighbour(S.place, -1) === S.place));
  for (const id of ['next', 'last']) $(`#${id}`).setAttribute('aria-disabled', String(neighbour(S.place, 1) === S.place));
}

// Keys are matched by what they mean, never by a letter or its place on the keyboard.
function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target, tag = target.tagName, typing = tag === 'INPUT' && !['range', 'checkbox', 'radio'].includes(target.type);
  const lists = tag === 'SELECT' || (tag === 'INPUT' && target.type === 'radio') || target.closest('.nodes');
  const pane = target.getAttribute && target.tabIndex === 0 && ['region', 'group'].includes(target.getAttribute('role')) && target.scrollHeight > target.clientHeight + 1;
  const acts = {
    PageDown: forward, PageUp: backward, Escape: escape,
    ...(typing ? {} : { ArrowRight: forward, ArrowLeft: backward }),
    ...(typing || lists ? {} : { Home: () => go(neighbour(-1, 1), false), End: () => go(neighbour(V.steps.length, -1), false) }),
    ...(typing || lists || pane ? {} : { ArrowDown: () => toAlarm(1), ArrowUp: () => toAlarm(-1) }),
    ...(target === document.body || target.id === 'range' ? { ' ': space } : {}),
  };
  const act = acts[event.key];
  if (!act || (event.shiftKey && event.key !== 'Escape')) return;
  if (S.playing && event.key !== ' ') pause();
  event.preventDefault();
  act(event);
}
function space() {
  const one = asked();
  if (one && QUIZ.mode === 'lecture' && !told(one)) reveals(one);
  else if (S.playing) pause();
  else play();
}
function escape() {
  pause();
  const focused = document.activeElement;
  if (S.missing) { S.missing = null; mountWhatIf(); }
  if (S.detail) { S.detail = null; showDetail(); }
  if (focused && focused !== document.body) focused.blur();
}

// The address says where we are: #flow=…&s=…&step=…&lang=… It is written when the hand rests: browsers count.
let resting = null;
function writeAddress() {
  clearTimeout(resting);
  resting = setTimeout(() => {
    const parts = Object.entries({ flow: S.flow, s: keyOf(S.on), step: S.place + 1, lang: S.lang })
      .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%3D/g, '=').replace(/%2B/g, '+').replace(/%2C/g, ',')}`);
    try { history.replaceState(null, '', `#${parts.join('&')}`); } catch { /* a frame without an address */ }
  }, 200);
}
function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (![...parts.keys()].some(key => ['flow', 's', 'step', 'lang'].includes(key))) return false;
  if (LANGUAGES.includes(parts.get('lang'))) S.lang = parts.get('lang');
  if (DATA.variants[parts.get('flow')]) S.flow = parts.get('flow');
  const on = onOf((parts.get('s') || '').replace(/ /g, '+')); // a plus is a space to URLSearchParams
  S.missing = null;
  if (on && variantOf(S.flow, on)) S.on = on;
  else { S.on = {}; if (on) { S.missing = { on, asked: Object.keys(on)[Object.keys(on).length - 1] }; S.tab = 'whatif'; } }
  S.place = Math.max(0, (parseInt(parts.get('step'), 10) || 1) - 1);
  return true;
}

function start() {
  const speed = Number(memory.get('speed')), theme = memory.get('theme');
  if ([0.5, 1, 2, 4].includes(speed)) S.speed = speed;
  if (['light', 'dark'].includes(theme)) S.theme = theme;
  if (!readAddress() && DATA.start) S.on = onOf(DATA.start.key) || {};
  stage(false);
  build();
  document.addEventListener('keydown', onKey);
  addEventListener('hashchange', () => { if (readAddress()) { stage(false); build(); } });
  addEventListener('beforeprint', mountPaper);
  for (const query of [dark, narrow]) query.addEventListener('change', build);
}
