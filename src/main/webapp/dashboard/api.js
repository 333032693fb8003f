// Calls of the admin API. The session's cookie goes along by itself, and no script sees it; what changes something also
// carries the session's token, which only this page was told.

/** A refusal: what failed, why, and what to do. */
export class Refusal extends Error {
  constructor(status, { title, detail, hint } = {}) {
    super(title ?? 'The call failed');
    this.status = status;
    this.detail = detail ?? `The service answered ${status}.`;
    this.hint = hint ?? '';
  }
}

/** Nobody answered. */
export class Silence extends Refusal {
  constructor() {
    super(0, {
      title: 'The service does not answer',
      detail: 'It may be stopped, or the network is down.',
      hint: 'See ./zencap status on the service\'s machine.',
    });
  }
}

let csrfToken = null;
let me = { name: '', role: '', denied: {} };
let onSignedOut = () => {};

/** @param told when a call is refused because the session has ended */
export function whenSignedOut(told) {
  onSignedOut = told;
}

async function call(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET' && csrfToken) {
    headers['X-CSRF-Token'] = csrfToken;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Silence();
  }
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const document = isJson ? await response.json() : {};
  if (!response.ok) {
    if (response.status === 401 && path !== '/api/session') {
      csrfToken = null;
      onSignedOut();
    }
    throw new Refusal(response.status, document);
  }
  return document;
}

export const get = (path) => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);

/** Whether this browser is signed in. */
export async function session() {
  return remembered(await get('/api/session'));
}

/** Whose key opened the session, and its role. */
export const signedInAs = () => me;

/** The role that an action takes and this caller lacks; null when nothing is in the way. The service refuses it all the same. */
export const lacking = (action) => me.denied[action] ?? null;

/** @param key a key; it is sent once and kept nowhere */
export async function signIn(key) {
  return remembered(await post('/api/session', { key }));
}

export async function signOut() {
  await call('DELETE', '/api/session');
  csrfToken = null;
}

function remembered(told) {
  csrfToken = told.csrfToken ?? null;
  me = { name: told.name ?? '', role: told.role ?? '', denied: told.denied ?? {} };
  return told.signedIn === true;
}
