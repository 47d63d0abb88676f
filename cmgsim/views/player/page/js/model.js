// What texts say again and again comes as a sign each; a phrase may hold signs of phrases before it.
const PHRASES = new Map();
const spelled = string => (PHRASES.size ? string.replace(/[\u0100-\u024f]/g, sign => PHRASES.get(sign) ?? sign) : string);
for (const [sign, words] of DATA.phrases || []) PHRASES.set(sign, spelled(words));
DATA.texts = DATA.texts.map(one => (typeof one === 'string' ? spelled(one) : one.map(spelled)));

// Tables may come as keys and rows, and things that stand in several places by their number in a table.
for (const name of DATA.packed || []) {
  const { keys, words = {}, prefix = [], rows } = DATA[name];
  DATA[name] = rows.map(cells => Object.fromEntries(cells.map((cell, k) => [keys[k], cell !== null && words[keys[k]] ? words[keys[k]][cell] : cell])
    .filter(([, cell]) => cell !== null)));
  const [first, ...others] = DATA[name]; // stories begin alike: a count of what is the first one's, then the rest
  for (const row of others) for (const key of prefix) if (row[key]) row[key] = [...first[key].slice(0, row[key][0]), ...row[key].slice(1)];
}
const byNumber = (list, rows) => list.map(item => (typeof item === 'number' ? rows[item] : item));
for (const map of DATA.maps) {
  map.nodes = byNumber(map.nodes, DATA.nodes);
  map.links = byNumber(map.links, DATA.links);
}
DATA.analyzers = DATA.analyzers.map(list => byNumber(list, DATA.checks));
DATA.ports = DATA.ports.map(list => byNumber(list, DATA.openings));
for (const story of DATA.stories) story.requests = byNumber(story.requests || [], DATA.requests);

// What is on stage: a flow, the switches that are on, a place in the story. All of it comes from the payload.
const S = {
  lang: DATA.language, flow: (DATA.start || {}).flow || DATA.flows[0].id, on: {}, place: 0, follow: null, tab: 'log', detail: null,
  playing: false, speed: 1, trueTime: false, theme: 'auto', view: 'both', covered: false, missing: null, lag: false,
  cmtrace: false, whole: false, file: '', node: null,
};
let V = null; // the variant on stage, unpacked

const FLOW = id => DATA.flows.find(flow => flow.id === id);
const SWITCHES = DATA.switches;
const keyed = SWITCHES.filter(one => one.kind !== 'view');

function keyOf(on) {
  return keyed.filter(one => on[one.id] !== undefined && on[one.id] !== (one.kind === 'toggle' ? false : one.default))
    .map(one => (one.kind === 'toggle' ? one.id : `${one.id}=${on[one.id]}`)).join('+');
}
function onOf(key) {
  const on = {};
  for (const part of key ? key.split('+') : []) {
    const [id, ...value] = part.split('=');
    const one = keyed.find(other => other.id === id);
    if (!one) return null;
    on[id] = one.kind === 'toggle' ? true : value.join('=');
  }
  return on;
}
const variantOf = (flow, on) => (DATA.variants[flow] || {})[keyOf(on)];

function unpack(flow, key) {
  const variant = DATA.variants[flow][key], story = DATA.stories[variant.story];
  const steps = story.steps.map((id, place) => {
    const step = DATA.steps[id];
    return {
      outcome: 'ok', ...step, id, place, t: story.t[place],
      moves: step.moves.map((move, k) => ({ ...DATA.moves[move], dt: (story.moves[place] || [])[k] || 0 })),
      logs: [], requests: [],
    };
  });
  const logs = story.logs.map(([log, place, dt], row) => {
    const at = Math.max(0, Math.min(steps.length - 1, place)), line = DATA.logs[log];
    steps[at].logs.push(row);
    return { ...line, row, place: at, t: steps[at].t + dt };
  });
  const { requests } = story;
  requests.forEach((request, index) => {
    for (const place of request.places || [...new Set(request.bars.map(bar => bar[3]))]) steps[place].requests.push(index);
  });
  const map = DATA.maps[variant.map];
  return {
    flow, key, variant, story, steps, logs, requests, map,
    links: Object.fromEntries(map.links.map(link => [link.id, link])),
    nodes: Object.fromEntries(map.nodes.map(node => [node.id, node])),
    panels: (variant.panel || []).map(index => DATA.panels[index]),
    ports: variant.ports === undefined ? [] : DATA.ports[variant.ports],
    analyzer: variant.analyzer === undefined ? [] : DATA.analyzers[variant.analyzer],
    alarms: steps.filter(step => step.outcome !== 'ok').map(step => step.place),
  };
}
const drawn = node => (V.map.drawn || {})[node] || node;
const linkOf = id => V.links[(V.map.link || {})[id] || id];
const step = () => V.steps[S.place];
const followed = place => S.follow === null || V.steps[place].requests.includes(S.follow);
const nodeName = node => (node.name ? node.name[S.lang] : node.lines[S.lang].join(' '));

// Neighbours among the steps that are followed.
function neighbour(from, way) {
  let place = from + way;
  while (place >= 0 && place < V.steps.length && !followed(place)) place += way;
  return place >= 0 && place < V.steps.length ? place : from;
}

// Which links are open when the step at `place` is over: link id -> 'connection' or 'channel'. A step forward adds to
// what was known, so that a long trace is not read again for each step.
function openAt(place) {
  const known = V.known && V.known.place <= place ? V.known : { place: -1, open: new Map() };
  while (known.place < place) {
    for (const move of V.steps[++known.place].moves) {
      const link = move.link && linkOf(move.link);
      if (link && move.kind === 'accepted') known.open.set(link.id, move.channel || link.kind === 'channel' ? 'channel' : 'connection');
      else if (link && move.kind === 'closed') known.open.delete(link.id);
    }
  }
  V.known = known;
  return known.open;
}

// The badges of a step: documentation steps first, then notes.
const badgesOf = one => one.badges || (one.rule ? [one.rule] : []);
const failing = move => move.blocked || move.kind === 'refused' || move.kind === 'timed-out';
