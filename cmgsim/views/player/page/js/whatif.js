// What if: one switch is one fault, simulated beforehand. A combination that was not simulated is not guessed.
const whatIfView = { mount: mountWhatIf, show() {}, layout() {} };

function flip(one, value) {
  const on = { ...S.on };
  if (one.kind === 'toggle' ? !value : value === one.default) delete on[one.id]; else on[one.id] = value;
  setOn(on, one.id);
}

function setOn(on, asked) {
  if (variantOf(S.flow, on)) { S.missing = null; S.on = on; stage(true); return; }
  S.missing = { on, asked };
  openTab('whatif');
  mountWhatIf();
  const note = $('#missing');
  if (note) note.focus();
}

function commandFor(on) {
  const faults = keyed.filter(one => on[one.id] !== undefined).flatMap(one => {
    const fault = one.kind === 'toggle' ? one.fault : (one.values.find(value => value.value === on[one.id]) || {}).fault;
    return fault ? [`--fault ${/^[\w=.,:-]+$/.test(fault) ? fault : `'${fault.replace(/'/g, "'\\''")}'`}`] : [`--set ${one.id}=${on[one.id]}`];
  });
  return [DATA.scenario.faults_command || DATA.scenario.command, ...faults].join(' ');
}

function missingNote() {
  const { on, asked } = S.missing, one = SWITCHES.find(other => other.id === asked);
  const alone = { [asked]: on[asked] }, settled = Object.fromEntries(Object.entries(on).filter(([id]) => id === asked || SWITCHES.find(other => other.id === id).group === 'settings'));
  const other = [settled, alone].find(choice => keyOf(choice) !== keyOf(on) && variantOf(S.flow, choice));
  return h('div', { id: 'missing', class: 'missing', tabindex: -1, role: 'alert' },
    h('p', {}, h('strong', {}, word('missing')), ' ', word('missing how')), h('p', {}, h('code', {}, commandFor(on))),
    h('p', {}, other && h('button', { onclick: () => setOn(other, asked) }, word('missing alone', { name: text(one.label) })), ' ',
      h('button', { onclick: () => { S.missing = null; mountWhatIf(); } }, word('missing close'))));
}

function mountWhatIf() {
  const pane = $('#panel-whatif');
  if (!pane) return;
  const groups = ['way', 'trust', 'parts', 'services', 'logs', 'settings'];
  const list = groups.map(group => {
    const members = SWITCHES.filter(one => one.group === group);
    return members.length > 0 && h('fieldset', {}, h('legend', {}, word(`group ${group}`)), members.map(switchBox));
  });
  const active = keyed.some(one => one.group !== 'settings' && S.on[one.id] !== undefined);
  add(clear(pane), [S.missing && missingNote(), h('div', { class: 'whatif' },
    h('div', { class: 'switches' }, list),
    h('div', { class: 'panels', 'aria-live': 'polite' }, active && h('p', {}, h('button', { onclick: () => setOn({ ...settingsOnly() }, null) }, word('whatif none'))),
      V.panels.length ? V.panels.map(faultPanel) : h('p', { class: 'empty' }, word('whatif empty'))))]);
}
const settingsOnly = () => Object.fromEntries(Object.entries(S.on).filter(([id]) => SWITCHES.find(one => one.id === id).group === 'settings'));

const valueOf = one => text((one.values.find(value => value.value === (S.on[one.id] ?? one.default)) || one.values[0]).label);
function choiceOf(one, prefix) {
  return h('select', { id: `${prefix}-${one.id}`, onchange: event => {
    const wanted = event.target.value;
    event.target.value = S.on[one.id] ?? one.default;
    flip(one, wanted);
    const again = $(`#${prefix}-${CSS.escape(one.id)}`);
    if (again && !S.missing) again.focus();
  } }, one.values.map(value => h('option', { value: value.value, selected: (S.on[one.id] ?? one.default) === value.value }, text(value.label))));
}

function switchBox(one) {
  if (one.kind === 'choice') {
    return h('label', { class: 'switch' }, h('span', {}, h('b', {}, text(one.label)), one.number && h('i', { class: 'number' }, ` ${one.number}`), ' ', choiceOf(one, 'switch'), one.about !== undefined && h('small', {}, text(one.about))));
  }
  const view = one.kind === 'view', on = view ? S.lag : !!S.on[one.id];
  return h('label', { class: 'switch' }, h('input', { type: 'checkbox', checked: on, 'data-switch': one.id, onchange: event => {
    if (view) { S.lag = event.target.checked; mountLog(); showLog(); } else { const wanted = event.target.checked; event.target.checked = on; flip(one, wanted); }
    const again = $(`[data-switch="${CSS.escape(one.id)}"]`); if (again && !S.missing) again.focus();
  } }), h('span', {}, h('b', {}, text(one.label)), one.number && h('i', { class: 'number' }, ` ${one.number}`), one.about !== undefined && h('small', {}, text(one.about))));
}

function faultPanel(panel) {
  const part = (key, ...content) => h('div', { class: 'link' }, h('dt', {}, word(key)), h('dd', {}, content));
  return h('section', { class: `chain ${panel.failed ? 'failed' : panel.concerns ? 'works' : 'apart'}` },
    h('h3', {}, panel.number && h('span', { class: 'number' }, panel.number), ' ', text(panel.title)),
    h('dl', {}, part('chain cause', text(panel.cause), ' ', (panel.rules || []).map(id => [badgeMark(id), ' '])), part('chain stops', text(panel.stops)),
      part('chain symptom', text(panel.symptom)),
      (panel.logs || []).length > 0 && part('chain logs', panel.logs.map(index => logQuote(DATA.logs[index]))),
      panel.fix !== undefined && part('chain fix', text(panel.fix))),
    h('p', { class: 'evidence' }, text((DATA.evidence || {})[panel.evidence]), panel.source !== undefined && [' · ', text(panel.source)]));
}
function logQuote(line) {
  return h('p', { class: `quote severity-${line.severity}` }, h('b', {}, line.file), ' ', h('code', { lang: 'en' }, text(line.text)),
    ' ', h('small', {}, text((DATA.evidence || {})[line.evidence])));
}
