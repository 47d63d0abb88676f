// The map: three zones, boxes, links. A tube is a channel; the plug sits at the end that opened; the arrow is the message.
const mapView = { mount: mountMap, show: showMap, layout() {} };
let M = {};

function mountMap() {
  const map = V.map, pane = clear($('#map'));
  const svg = h('svg', { viewBox: `0 0 ${map.width} ${map.height}`, role: 'img', 'aria-labelledby': 'map-title',
    'aria-describedby': 'map-desc say', class: 'map' },
  h('title', { id: 'map-title' }, word('map title', { flow: text(FLOW(S.flow).title) })),
  h('desc', { id: 'map-desc' }, word('map desc')));
  const layers = ['zones', 'wires', 'tubes', 'now', 'plugs', 'labels', 'touch', 'boxes', 'capsules'];
  M = { svg, map, boxes: {}, layer: Object.fromEntries(layers.map(id => [id, h('g', { class: id })])) };
  add(svg, Object.values(M.layer));
  M.layer.touch.addEventListener('click', event => goLink(event.target.dataset.link));
  for (const zone of map.zones) drawZone(zone);
  for (const node of map.nodes) drawBox(node);
  const stage = h('div', { class: 'map-fit' }, svg, nodeButtons());
  stage.style.setProperty('--ratio', map.width / map.height);
  add(pane, [h('div', { class: 'map-room', tabindex: 0, role: 'group', 'aria-label': word('map') }, stage), legend()]);
}

function drawZone(zone) {
  M.layer.zones.append(
    h('rect', { x: zone.x, y: zone.y, width: zone.w, height: zone.h, rx: 10, class: `zone zone-${zone.id}` }),
    h('text', { x: zone.x + 14, y: zone.y + 21, class: 'zone-name', 'font-size': M.map.small + 1 }, text(zone.name)));
}

function drawBox(node) {
  const { font, line } = M.map, lines = node.lines[S.lang].slice(0, 4);
  const top = node.y + node.h / 2 - ((lines.length - 1) * line) / 2;
  const many = (node.stands_for || []).length > 1;
  const box = h('g', { class: 'box', 'data-node': node.id },
    many && h('rect', { x: node.x + 6, y: node.y - 6, width: node.w, height: node.h, rx: 8, class: 'behind' }),
    many && h('rect', { x: node.x + 3, y: node.y - 3, width: node.w, height: node.h, rx: 8, class: 'behind' }),
    h('rect', { x: node.x, y: node.y, width: node.w, height: node.h, rx: 8, class: 'face' }),
    lines.map((part, k) => h('text', { x: node.x + node.w / 2, y: top + k * line, 'font-size': font }, cut(part, node.w - 4, font, 500))));
  box.addEventListener('click', () => openNode(node.id));
  M.boxes[node.id] = box;
  M.layer.boxes.append(box);
}

// Buttons over the boxes: the picture is one image, so what has focus stands beside it. One tab stop, arrows walk links.
function nodeButtons() {
  const { width: w, height: tall } = V.map, bar = h('div', { class: 'nodes', role: 'group', 'aria-label': word('nodes of the map') });
  V.map.nodes.forEach((node, k) => {
    const button = h('button', { tabindex: k ? -1 : 0, 'data-node': node.id,
      'aria-label': nodeName(node), onclick: () => openNode(node.id) });
    Object.assign(button.style, { left: `${(100 * node.x) / w}%`, top: `${(100 * node.y) / tall}%`,
      width: `${(100 * node.w) / w}%`, height: `${(100 * node.h) / tall}%` });
    bar.append(button);
  });
  bar.addEventListener('keydown', event => walkNodes(event, bar));
  return bar;
}

function walkNodes(event, bar) {
  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const way = ways[event.key], here = V.nodes[event.target.dataset.node];
  if (!way || !here) return;
  event.preventDefault();
  event.stopPropagation();
  const centre = node => [node.x + node.w / 2, node.y + node.h / 2], [x, y] = centre(here);
  const linked = new Set(V.map.links.flatMap(link => (link.from === here.id ? [link.to] : link.to === here.id ? [link.from] : [])));
  let best = null, least = Infinity;
  for (const node of V.map.nodes) {
    if (node === here) continue;
    const [dx, dy] = centre(node).map((value, axis) => value - [x, y][axis]);
    const ahead = dx * way[0] + dy * way[1], aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (ahead <= 1) continue;
    const cost = ahead + 2 * aside + (linked.has(node.id) ? 0 : 400);
    if (cost < least) { least = cost; best = node; }
  }
  if (!best) return;
  for (const button of bar.children) button.tabIndex = button.dataset.node === best.id ? 0 : -1;
  $(`[data-node="${CSS.escape(best.id)}"]`, bar).focus();
}

// From a link to the next step that uses it, and from the last to the first.
function goLink(id) {
  const places = V.steps.filter(one => followed(one.place) && waysOf(one).some(way => way.links.some(link => link.id === id))).map(one => one.place);
  if (places.length) go(places.find(place => place > S.place) ?? places[0], false);
}

function openNode(id) {
  S.node = id;
  openTab('nodes');
}

function legend() {
  const sign = (...parts) => h('svg', { viewBox: '0 0 34 20', width: 34, height: 20, 'aria-hidden': 'true' }, parts);
  const item = (picture, key) => h('li', {}, picture, h('span', {}, word(key)));
  return h('ul', { class: 'legend', 'aria-label': word('legend') },
    item(sign(h('line', { x1: 12, y1: 10, x2: 34, y2: 10, class: 'wire open' }), plugAt(9, 10, 0, 1)), 'legend plug'),
    item(sign(h('line', { x1: 0, y1: 10, x2: 34, y2: 10, class: 'tube rim' }), h('line', { x1: 0, y1: 10, x2: 34, y2: 10, class: 'tube core' })), 'legend tube'),
    item(sign(h('line', { x1: 2, y1: 10, x2: 24, y2: 10, class: 'path' }), arrowAt([32, 10], [1, 0], 'head')), 'legend arrow'),
    item(sign(crossAt(17, 10, 8)), 'legend cross'));
}

// Geometry of polylines.
function measure(points) {
  const lengths = points.slice(1).map(([x, y], k) => Math.hypot(x - points[k][0], y - points[k][1]));
  return { lengths, total: lengths.reduce((sum, one) => sum + one, 0) };
}
function along(points, share) {
  const { lengths, total } = measure(points);
  let rest = total * share;
  for (let k = 0; k < lengths.length; k++) {
    if (rest <= lengths[k] || k === lengths.length - 1) {
      const [[ax, ay], [bx, by]] = [points[k], points[k + 1]], part = lengths[k] ? rest / lengths[k] : 0;
      const unit = lengths[k] ? [(bx - ax) / lengths[k], (by - ay) / lengths[k]] : [1, 0];
      return { at: [ax + (bx - ax) * part, ay + (by - ay) * part], unit };
    }
    rest -= lengths[k];
  }
  return { at: points[0], unit: [1, 0] };
}
function longest({ points, inside }, share) { // a place on the longest stretch, away from corners and boxes
  const { lengths, total } = measure(points), seen = lengths.map((length, k) => (inside.has(k) ? 0 : length)), k = seen.indexOf(Math.max(...seen));
  return (lengths.slice(0, k).reduce((sum, one) => sum + one, 0) + lengths[k] * share) / (total || 1);
}
// A sign as wide as this would cover no label of a link here.
const clearOf = ([x, y], wide) => V.map.links.every(link => !link.label_at
  || Math.abs(x - link.label_at[0]) > (width(text(link.label), V.map.small, 600) + wide) / 2 + 3 || Math.abs(y - link.label_at[1]) > V.map.small / 2 + 15);
// The nearest share of the longest stretch where that holds.
function freeShare(way, wanted, wide) {
  for (let off = 0; off < 0.8; off += 0.04) {
    for (const part of [wanted + off, wanted - off]) {
      const share = longest(way, part);
      if (part > 0.07 && part < 0.93 && clearOf(along(way.points, share).at, wide)) return share;
    }
  }
  return longest(way, wanted);
}
const line = (points, attributes) => h('polyline', { points: points.map(point => point.join()).join(' '), ...attributes });

function border(from, to) { // straight from box to box, where no link is drawn
  const centre = node => [node.x + node.w / 2, node.y + node.h / 2];
  const [[ax, ay], [bx, by]] = [centre(from), centre(to)];
  const leave = (node, dx, dy) => Math.min(dx ? node.w / 2 / Math.abs(dx) : Infinity, dy ? node.h / 2 / Math.abs(dy) : Infinity);
  const s = leave(from, bx - ax, by - ay), e = leave(to, bx - ax, by - ay);
  return [[ax + (bx - ax) * s, ay + (by - ay) * s], [bx - (bx - ax) * e, by - (by - ay) * e]];
}

// The way of a move over the map: points from sender to receiver, and the links it uses.
function wayOf(move) {
  const nodes = (move.route || [move.from, move.to]).map(drawn), own = move.link && linkOf(move.link);
  const points = [], links = [], inside = new Set();
  for (let k = 0; k + 1 < nodes.length; k++) {
    const [a, b] = [nodes[k], nodes[k + 1]];
    if (a === b || !V.nodes[a] || !V.nodes[b]) continue;
    const joins = link => (link.from === a && link.to === b) || (link.from === b && link.to === a);
    const link = own && joins(own) ? own
      : V.map.links.find(one => joins(one) && one.kind === 'inner') || (!own || nodes.length > 2 ? V.map.links.find(joins) : null);
    if (points.length) inside.add(points.length - 1); // the stretch behind a box
    if (link) {
      links.push(link);
      points.push(...(link.from === a ? link.points : [...link.points].reverse()));
    } else points.push(...border(V.nodes[a], V.nodes[b]));
  }
  return { points, links, move, inside };
}

function arrowAt([x, y], [ux, uy], name) {
  const [px, py] = [-uy, ux], back = name === 'arrow-head' ? 11 : 18, half = name === 'arrow-head' ? 6 : 10;
  return h('polygon', { class: name, points: [[x, y], [x - ux * back + px * half, y - uy * back + py * half],
    [x - ux * back - px * half, y - uy * back - py * half]].map(point => point.map(v => v.toFixed(1)).join()).join(' ') });
}
function plugAt(x, y, angle, scale) {
  return h('g', { class: 'plug', transform: `translate(${x} ${y}) rotate(${angle}) scale(${scale})` },
    h('path', { d: 'M-9 -6 h8 a6 6 0 0 1 0 12 h-8 z' }), h('path', { d: 'M5 0 h5 M-9 -3 h-5 M-9 3 h-5' }));
}
function crossAt(x, y, r) {
  const d = r * 0.48;
  return h('g', { class: 'cross', transform: `translate(${x} ${y})` }, h('circle', { r }),
    h('path', { d: `M${-d} ${-d} L${d} ${d} M${-d} ${d} L${d} ${-d}` }));
}

// Ways with a picture of their own: an acceptance only says that the opening worked, an answer of DNS goes back the same way.
function waysOf(one) {
  const ways = one.moves.filter(move => move.from !== move.to && move.kind !== 'accepted' && move.kind !== 'closed')
    .map(wayOf).filter(way => way.points.length > 1);
  const fails = one.moves.filter(failing).map(move => move.link).filter(Boolean);
  for (const way of ways) way.failed = failing(way.move) || (way.move.kind === 'connect' && fails.includes(way.move.link));
  return ways.filter(way => !(failing(way.move) && ways.some(other => other !== way && other.move.link === way.move.link && other.move.kind === 'connect')));
}

function showMap(animate) {
  const now = step(), open = openAt(S.place), ways = waysOf(now), layer = M.layer;
  for (const id of ['wires', 'tubes', 'now', 'plugs', 'labels', 'touch', 'capsules']) clear(layer[id]);
  const used = new Set(ways.flatMap(way => way.links.map(link => link.id))), shown = new Set();
  for (const link of V.map.links) {
    const state = open.get(link.id);
    if ((link.kind === 'look-up' || link.kind === 'inner') && !used.has(link.id)) continue;
    if (state === 'channel') {
      layer.tubes.append(line(link.points, { class: 'tube rim', 'data-link': link.id }), line(link.points, { class: 'tube core' }));
    } else if (link.kind !== 'look-up' && link.kind !== 'inner') {
      layer.wires.append(line(link.points, { class: state ? 'wire open' : 'wire', 'data-link': link.id }));
    }
    layer.touch.append(line(link.points, { class: 'touch', 'data-link': link.id }));
    const opening = ways.some(way => way.move.kind === 'connect' && way.links.includes(link));
    if (link.kind !== 'inner' && (state || opening)) {
      const { at, unit } = along(link.points, Math.min(0.4, 20 / measure(link.points).total));
      layer.plugs.append(plugAt(at[0], at[1], (Math.atan2(unit[1], unit[0]) * 180) / Math.PI, 1.25));
    }
    if (link.label_at && link.label !== undefined) {
      const same = V.map.links.filter(other => other.label === link.label && other.from === link.from);
      const lively = same.some(other => open.has(other.id) || used.has(other.id));
      const label = h('text', { x: link.label_at[0], y: link.label_at[1], class: lively ? 'label lively' : 'label',
        'font-size': V.map.small }, text(link.label));
      if (!shown.has(link.id)) layer.labels.append(label);
      shown.add(link.id);
    }
  }
  ways.forEach((way, k) => drawWay(way, ways, k));
  for (const [id, box] of Object.entries(M.boxes)) box.setAttribute('class', 'box');
  const ends = new Set(now.moves.flatMap(move => [drawn(move.from), drawn(move.to), ...(move.route || []).map(drawn)]));
  for (const id of ends) if (M.boxes[id]) M.boxes[id].setAttribute('class', `box now ${now.outcome}`);
  restCapsule(ways, now, animate);
  M.svg.dataset.current = now.place;
  bringIntoView(ends);
}

function drawWay(way, ways, k) {
  const name = way.failed ? 'path failed' : 'path';
  M.layer.now.append(line(way.points, { class: name }));
  if (k === ways.length - 1 || way.failed) return;
  const back = same(way.points, [...ways[ways.length - 1].points].reverse());
  pointer(way, longest(way, back ? 0.8 : 0.5), 0);
}
// The arrowhead stands in the middle of the way, where no plug is.
function pointer(way, share, ahead) {
  const { total } = measure(way.points), { at, unit } = along(way.points, Math.min(0.97, share + (ahead + 9) / total));
  M.layer.capsules.append(arrowAt(at, unit, way.failed ? 'head failed' : 'head'));
}

function capsule(x, y, label, kind) {
  const wide = Math.max(26, width(label, 15, 700) + 16);
  return h('g', { class: `capsule ${kind}`, transform: `translate(${x} ${y})` },
    h('rect', { x: -wide / 2, y: -13, width: wide, height: 26, rx: 13 }),
    h('text', { 'font-size': 15 }, label));
}

function restCapsule(ways, now, animate) {
  const label = String(now.place + 1), last = ways[ways.length - 1];
  if (!last) {
    const node = V.nodes[drawn(now.from)];
    if (!node) return;
    const corners = [[1, 0], [0, 0], [1, 1], [0, 1]].map(([right, low]) => [node.x + 4 + right * (node.w - 8), node.y + 2 + low * (node.h - 4)]);
    M.layer.capsules.append(capsule(...(corners.find(at => clearOf(at, 42)) || corners[0]), label, now.outcome));
    return;
  }
  const failed = ways.find(way => way.failed) || null, way = failed || last;
  const share = freeShare(way, failed ? 0.3 : 0.5, Math.max(26, width(label, 15, 700) + 16)), place = along(way.points, share).at;
  const token = capsule(place[0], place[1], label, now.outcome);
  if (failed) {
    const [x, y] = along(way.points, freeShare(way, 0.72, 26)).at;
    M.layer.capsules.append(crossAt(x, y, 13));
  }
  pointer(way, share, Math.max(13, width(label, 15, 700) / 2 + 8) + 9);
  M.layer.capsules.append(token);
  if (animate && !still() && token.animate) travel(token, ways, place, failed);
}

// One animation for the whole step: along each way in turn, then to its place of rest.
function travel(token, ways, rest, failed) {
  const frames = [], each = 1 / ways.length;
  ways.forEach((way, k) => {
    const points = way === failed ? [way.points[0], along(way.points, 0.6).at] : way.points, { lengths, total } = measure(points);
    let gone = 0;
    points.forEach(([x, y], p) => {
      if (p) gone += lengths[p - 1];
      frames.push({ transform: `translate(${x}px, ${y}px)`, offset: Math.min(1, (k + (total ? gone / total : 0) * 0.92) * each) });
    });
  });
  frames.push({ transform: `translate(${rest[0]}px, ${rest[1]}px)`, offset: 1 });
  token.animate(frames, { duration: Math.min(1500, 650 * ways.length) / Math.max(1, S.speed), easing: 'linear' });
}

// On a narrow screen the map is wider than its pane: the action is brought into it.
function bringIntoView(ids) {
  const room = $('.map-room');
  if (room.scrollWidth <= room.clientWidth + 1) return;
  const nodes = [...ids].map(id => V.nodes[id]).filter(Boolean);
  if (!nodes.length) return;
  const scale = room.scrollWidth / V.map.width;
  const left = Math.min(...nodes.map(node => node.x)) * scale, right = Math.max(...nodes.map(node => node.x + node.w)) * scale;
  room.scrollLeft = (left + right - room.clientWidth) / 2;
}
