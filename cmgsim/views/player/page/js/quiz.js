// Questions: made with the file, so always about what happened here. Nothing leaves the page.
const quizView = { mount: mountQuiz, show() {}, layout() {} };
const QUIZ = { mode: memory.get('mode') || 'self', flow: null, at: -1, answers: {}, told: {}, finished: false };
const MODES = ['lecture', 'self', 'exam'];
if (!MODES.includes(QUIZ.mode)) QUIZ.mode = 'self';

const questions = () => DATA.questions.filter(one => !QUIZ.flow || one.flow === QUIZ.flow);
const asked = () => (S.tab === 'quiz' && QUIZ.at >= 0 && !QUIZ.finished ? questions()[QUIZ.at] : null);
const told = one => QUIZ.mode !== 'exam' && !!QUIZ.told[one.id];
// While a question waits for its answer, what comes is covered.
const covers = () => S.covered || (asked() !== null && !told(asked()));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const isRight = one => same(QUIZ.answers[one.id], one.right);
const answered = one => QUIZ.answers[one.id] !== undefined;

function mountQuiz() {
  const pane = $('#panel-quiz');
  if (!pane) return;
  if (QUIZ.flow === null) QUIZ.flow = DATA.questions.some(one => one.flow === S.flow) ? S.flow : '';
  const list = questions();
  const content = !DATA.questions.length ? h('p', {}, word('nothing here'))
    : QUIZ.finished ? quizResults(list) : QUIZ.at < 0 ? quizStart(list) : quizQuestion(list[QUIZ.at], list);
  add(clear(pane), [h('div', { class: 'quiz' }, content)]);
}

function quizStart(list) {
  return [
    h('p', { class: 'tools' },
      h('label', {}, h('span', {}, word('quiz mode')), ' ', h('select', { id: 'quiz-mode', onchange: event => { QUIZ.mode = event.target.value; memory.set('mode', QUIZ.mode); mountQuiz(); $('#quiz-mode').focus(); } },
        MODES.map(mode => h('option', { value: mode, selected: mode === QUIZ.mode }, word(`mode ${mode}`))))),
      DATA.flows.length > 1 && h('label', {}, h('span', {}, word('flow')), ' ', h('select', { id: 'quiz-flow', onchange: event => { QUIZ.flow = event.target.value; mountQuiz(); $('#quiz-flow').focus(); } },
        h('option', { value: '' }, word('quiz all')), DATA.flows.map(flow => h('option', { value: flow.id, selected: flow.id === QUIZ.flow }, text(flow.title)))))),
    h('p', {}, word(`mode ${QUIZ.mode} about`)),
    h('p', { class: 'banner' }, word('quiz seed', { n: number(list.length), seed: DATA.scenario.seed })),
    list.length > 0 && h('p', {}, h('button', { class: 'main', id: 'quiz-start', onclick: () => { Object.assign(QUIZ, { answers: {}, told: {}, finished: false }); ask(0); } }, word('quiz start')))];
}

// The stage is set for the question: its flow, its switches, the step after which it is asked.
function ask(index) {
  const list = questions();
  QUIZ.at = Math.max(0, Math.min(list.length - 1, index));
  const one = list[QUIZ.at];
  setStageFor(one.flow, one.key, Math.max(0, one.place));
  const first = $('#quiz-question');
  if (first) first.focus();
  if (first && narrow.matches) first.scrollIntoView(); // the buttons below it, above the bar
}
function setStageFor(flow, key, place) {
  if (!DATA.variants[flow] || !DATA.variants[flow][key]) return;
  if (S.flow !== flow || keyOf(S.on) !== key) { S.flow = flow; S.on = onOf(key); S.place = place; stage(false); } else mountQuiz();
  S.follow = null;
  S.place = Math.min(place, V.steps.length - 1);
  sequenceView.mount();
  show(false);
  writeAddress();
}

function quizQuestion(one, list) {
  const done = told(one), right = list.filter(other => told(other) && isRight(other)).length, count = list.filter(other => told(other)).length;
  const button = (id, key, act, name) => h('button', { id, class: name, onclick: act }, word(key));
  return [
    h('p', { class: 'quiz-head' }, h('b', {}, word('quiz number', { n: QUIZ.at + 1, of: list.length })), ' · ', word(`question ${one.kind}`),
      QUIZ.mode === 'self' && count > 0 && [' · ', h('span', { role: 'status' }, word('quiz score', { right, of: count }))]),
    h('h3', { id: 'quiz-question', tabindex: -1 }, text(one.text)),
    one.log !== undefined && one.log !== null && logQuote(DATA.logs[one.log]),
    one.kind === 'order' ? orderList(one, done) : choiceList(one, done),
    done && verdictOf(one),
    h('p', { class: 'quiz-tools' },
      QUIZ.mode === 'lecture' && !done && button('quiz-reveal', 'quiz reveal', () => reveals(one), 'main'),
      QUIZ.mode === 'self' && !done && button('quiz-answer', 'quiz answer', () => { if (answered(one) || one.kind === 'order') reveals(one); }, 'main'),
      done && button('quiz-replay', 'quiz replay', () => replay(one)),
      QUIZ.at > 0 && button('quiz-back', 'quiz back', () => ask(QUIZ.at - 1)),
      QUIZ.at < list.length - 1 ? button('quiz-next', 'quiz next', () => ask(QUIZ.at + 1), done || QUIZ.mode === 'exam' ? 'main' : null)
        : button('quiz-finish', 'quiz finish', finish, done || QUIZ.mode === 'exam' ? 'main' : null),
      button('quiz-stop', 'quiz stop', () => { QUIZ.at = -1; mountQuiz(); sequenceView.mount(); show(false); }))];
}

function choiceList(one, done) {
  return h('fieldset', { class: 'choices' }, h('legend', { class: 'hidden' }, text(one.text)), one.choices.map((choice, k) => {
    const mine = QUIZ.answers[one.id] === k, good = done && k === one.right, bad = done && mine && k !== one.right && QUIZ.mode !== 'lecture';
    return h('label', { class: `choice${good ? ' good' : bad ? ' bad' : ''}` },
      QUIZ.mode !== 'lecture' && h('input', { type: 'radio', name: 'choice', value: k, checked: mine, disabled: done, onchange: () => { QUIZ.answers[one.id] = k; } }),
      h('span', {}, QUIZ.mode === 'lecture' && `${String.fromCharCode(65 + k)}. `, text(choice)),
      good && h('strong', { class: 'result ok' }, `✓ ${word('quiz right')}`), bad && h('strong', { class: 'result fail' }, `✕ ${word('quiz wrong')}`));
  }));
}

const orderOf = one => (QUIZ.answers[one.id] = QUIZ.answers[one.id] || one.items.map((_, k) => k));
function orderList(one, done) {
  const order = done && QUIZ.mode === 'lecture' ? one.right : orderOf(one);
  const move = (k, way) => {
    const other = [...order], [taken] = other.splice(k, 1);
    other.splice(k + way, 0, taken);
    QUIZ.answers[one.id] = other;
    mountQuiz();
    const again = $(`[data-order="${k + way},${way}"]`);
    (again && !again.disabled ? again : $(`[data-order="${k + way},${-way}"]`)).focus();
  };
  const arrow = (k, way) => h('button', { 'data-order': `${k},${way}`, disabled: k + way < 0 || k + way >= order.length,
    'aria-label': word(way < 0 ? 'quiz up' : 'quiz down', { name: text(one.items[order[k]]) }), onclick: () => move(k, way) }, way < 0 ? '↑' : '↓');
  return h('ol', { class: 'order' }, order.map((item, k) => h('li', {}, !done && [arrow(k, -1), arrow(k, 1)], h('span', {}, text(one.items[item])))));
}

function verdictOf(one) {
  const judged = QUIZ.mode === 'self', good = isRight(one);
  return h('div', { class: 'because', role: 'status' },
    judged && h('p', {}, h('strong', { class: `result ${good ? 'ok' : 'fail'}` }, good ? `✓ ${word('quiz right')}` : `✕ ${word('quiz wrong')}`)),
    judged && !good && one.kind === 'order' && h('ol', {}, one.right.map(item => h('li', {}, text(one.items[item])))),
    h('p', {}, text(one.because)));
}

function reveals(one) {
  QUIZ.told[one.id] = true;
  mountQuiz();
  sequenceView.mount();
  const next = $('#quiz-next') || $('#quiz-finish');
  if (next) next.focus();
}
function replay(one) {
  go(Math.max(0, one.replay), false);
  play(Math.min(V.steps.length - 1, Math.max(0, one.place) + 1));
}
function finish() {
  if (QUIZ.mode === 'lecture') QUIZ.at = -1; else QUIZ.finished = true;
  mountQuiz();
  sequenceView.mount();
  show(false);
  const button = $('#quiz-csv') || $('#quiz-start');
  if (button) button.focus();
}

const inWords = (one, answer) => (answer === undefined ? '' : Array.isArray(answer) ? answer.map(k => text(one.items[k])).join(' → ') : text(one.choices[answer]));
function quizResults(list) {
  const right = list.filter(isRight).length;
  return [
    h('p', { class: 'verdict', role: 'status' }, word('quiz result', { right: number(right), of: number(list.length) })),
    h('p', { class: 'quiz-tools' },
      h('button', { id: 'quiz-csv', class: 'main', onclick: () => saveFile('cmgsim-answers.csv', 'text/csv', csv([
        ['seed', 'scenario', 'question', 'kind', 'text', 'answer', 'right answer', 'right'],
        ...list.map(one => [DATA.scenario.seed, DATA.scenario.name, one.id, one.kind, text(one.text), inWords(one, QUIZ.answers[one.id]), inWords(one, one.right), isRight(one) ? 1 : 0])])) }, word('quiz csv')),
      h('button', { onclick: () => { QUIZ.finished = false; QUIZ.at = -1; mountQuiz(); $('#quiz-start').focus(); } }, word('quiz again'))),
    table(word('quiz caption'), ['quiz question', 'quiz yours', 'quiz right answer', 'quiz because'], list.map(one => row([
      text(one.text), [h('strong', { class: `result ${isRight(one) ? 'ok' : 'fail'}` }, isRight(one) ? '✓ ' : '✕ '), inWords(one, QUIZ.answers[one.id])],
      inWords(one, one.right), text(one.because)])))];
}
