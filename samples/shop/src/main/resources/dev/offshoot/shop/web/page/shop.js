'use strict';

// Links in front get a hue of their own; other namespaces get one by their name.
const HUES = [215, 28, 158, 292, 340, 190, 52, 255, 120, 8];
const money = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });
const places = [];

const byId = (id) => document.getElementById(id);

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function hue(namespace) {
  const known = places.indexOf(namespace);
  if (known >= 0) return HUES[known % HUES.length];
  let sum = 0;
  for (const letter of namespace) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return HUES[sum % HUES.length];
}

/** A namespace's coloured chip; the name is always written too. */
function chip(namespace) {
  const made = element('span', 'chip', namespace || 'no namespace');
  made.style.setProperty('--hue', hue(namespace));
  return made;
}

/** "catalog by [team-a]". */
function badge(served) {
  const made = element('span', 'badge', element('span', 'badge-service', served.service), chip(served.namespace));
  made.title = served.variant;
  made.dataset.service = served.service;
  made.dataset.space = served.namespace;
  return made;
}

function show(place, ...children) {
  byId(place).replaceChildren(...children);
}

// ---- who served this

function node(served, caller) {
  const card = element('div', served.error ? 'node failed' : 'node',
      element('span', 'service', served.service), chip(served.namespace),
      element('span', 'variant', served.error || served.variant));
  card.style.setProperty('--hue', hue(served.namespace));
  card.dataset.service = served.service;
  card.dataset.space = served.namespace;
  const item = element('li', caller === 'orders' && served.service === 'payments' ? 'drops' : '', card);
  if (served.calls.length > 0) {
    item.append(element('ul', '', ...served.calls.map((call) => node(call, served.service))));
  }
  return item;
}

function trace(name, served) {
  const place = byId('trace-' + name);
  place.querySelector('ul')?.remove();
  place.append(element('ul', 'tree', node(served, '')));
  place.hidden = false;
  byId('dropped').hidden = document.querySelector('.drops') === null;
}

function find(served, service) {
  if (served.service === service) return served;
  for (const call of served.calls) {
    const found = find(call, service);
    if (found) return found;
  }
  return null;
}

// ---- the API, always on this page's own origin

async function call(path, body) {
  const answer = await fetch(path, body === undefined ? {} : {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const failure = new Error(value.error || value.detail || `answered ${answer.status}`);
    failure.served = value.served;
    throw failure;
  }
  return value;
}

function fail(place, failure, name) {
  byId(place).textContent = failure.message;
  byId(place).hidden = false;
  if (failure.served) trace(name, failure.served);
}

async function loadInfo() {
  const info = await call('api/info');
  byId('signin').hidden = info.user !== '';
  byId('signout').hidden = info.user === '';
  byId('user').textContent = info.user;
  places.push(...info.links.map((link) => link.name));
  show('places', ...info.links.map(place));
  document.querySelector('.places').hidden = info.links.length === 0;
  show('web-by', badge(info.served));
}

function place(link) {
  const made = element('a', '', element('span', 'dot'), link.name);
  made.href = link.url;
  made.style.setProperty('--hue', hue(link.name));
  if (new URL(link.url).host === location.host) made.setAttribute('aria-current', 'page');
  return element('li', '', made);
}

async function loadProducts() {
  try {
    const answer = await call('api/products');
    show('products', ...answer.products.map(card));
    show('catalog-by', badge(find(answer.served, 'catalog')));
    trace('products', answer.served);
  } catch (failure) {
    fail('shelf-failure', failure, 'products');
  }
}

function art(id) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  const use = document.createElementNS(ns, 'use');
  use.setAttribute('href', '#art-' + id);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('viewBox', '0 0 120 90');
  svg.append(use);
  return svg;
}

function card(product) {
  const price = element('p', 'price', element('strong', '', money.format(product.price / 100)));
  if (product.usualPrice) {
    price.append(element('s', '', money.format(product.usualPrice / 100)));
  }
  const button = element('button', '', 'Order');
  button.type = 'button';
  button.dataset.product = product.id;
  button.setAttribute('aria-label', 'Order ' + product.name);
  button.addEventListener('click', () => order(product, button));
  const picture = element('div', 'picture art-' + product.id, art(product.id));
  if (product.usualPrice) {
    const percent = Math.round(100 - 100 * product.price / product.usualPrice);
    picture.append(element('span', 'sale', `−${percent} %`));
  }
  return element('li', 'product', picture,
      element('div', 'words', element('h2', '', product.name), element('p', 'blurb', product.blurb),
          element('div', 'buy', price, button)));
}

// ---- an order

async function order(product, button) {
  button.disabled = true;
  byId('order-failure').hidden = true;
  byId('order-hint').textContent = 'Ordering…';
  try {
    const answer = await call('api/orders', { product: product.id, quantity: 1 });
    receipt(answer.order, find(answer.served, 'payments'));
    show('order-by', badge(find(answer.served, 'orders')));
    trace('order', answer.served);
  } catch (failure) {
    byId('receipt').hidden = true;
    show('order-by');
    fail('order-failure', failure, 'order');
  } finally {
    byId('order-hint').hidden = true;
    button.disabled = false;
    const narrow = getComputedStyle(document.querySelector('main')).display !== 'grid';
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (narrow) byId('order').scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
  }
}

function receipt(placed, payments) {
  const lines = [
    ['Order', placed.id],
    ['What', `${placed.quantity} × ${placed.product}`],
    ['Extras', placed.extras.join(', ') || 'none'],
    ['Paid by', placed.method, badge(payments)],
    ['Receipt', placed.receipt],
    ['Total', money.format(placed.total / 100)],
  ];
  show('receipt', element('dl', '', ...lines.map(([term, ...values]) =>
    element('div', '', element('dt', '', term), element('dd', '', ...values)))));
  byId('receipt').hidden = false;
}

// ---- news, as server-sent events

function listen() {
  const live = byId('live');
  const events = new EventSource('events');
  const state = (text) => {
    live.textContent = text;
    live.dataset.state = text;
  };
  events.onopen = () => state('live');
  events.onerror = () => state(events.readyState === EventSource.CLOSED ? 'offline' : 'connecting');
  events.onmessage = (event) => {
    const notice = JSON.parse(event.data);
    byId('news-hint').hidden = true;
    const at = element('time', '', new Date(notice.at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    at.dateTime = notice.at;
    byId('notices').prepend(element('li', '', element('p', '', notice.text),
        element('p', 'from', at, ' · told by ', badge(notice.from))));
    while (byId('notices').children.length > 6) byId('notices').lastElementChild.remove();
  };
}

byId('host').textContent = location.host;
loadInfo().catch((failure) => fail('shelf-failure', failure, 'products')).finally(() => {
  loadProducts();
  listen();
});
