/** The only place that speaks to the server: the key, errors with what to do, streams of events, whether it is there. */

import { emit } from './bus.js';
import { held, hold } from './prefs.js';

/** What went wrong, as the server says it: `message`, `why`, `do`, a `code` that can be copied, the HTTP `status`. */
export class Failure extends Error {
  constructor(error, status = 0) {
    super(error.message ?? '');
    Object.assign(this, { why: error.why ?? '', do: error.do ?? '', code: error.code ?? '', status });
  }
}

const lost = () => {
  emit('lost');
  return new Failure({ code: 'NK-SERVER-LOST' });
};

export const plain = (s) => { try { return decodeURIComponent(s); } catch { return s; } };
/** The key comes in the fragment of the address, which no log sees; it is hidden at once. */
export function takeKey() {
  if (!/[#&]t=/.test(location.hash)) return;
  giveKey(plain(location.hash));
  history.replaceState(null, '', `${location.pathname}#/`);
}

/** @param {string} text the key, or the whole address that `necker serve` printed */
export const giveKey = (text) => hold('key', text.trim().replace(/^.*[#&]t=/, ''));

/** Whether the server has refused what this tab holds. */
let refused = false;
const shut = () => refused || !held('key');

/** Whether the server takes this key. */
const opens = (key) => fetch('/api/status', { headers: { Authorization: `Bearer ${key}` }, cache: 'no-store', credentials: 'omit' }).then(({ ok }) => ok, () => false);

/** Tabs of this page hand the key to one another, so that a second tab opens as the first did.  One that was handed over is tried first:
 * it may be that of a server that is gone. */
const tabs = new BroadcastChannel('necker');
tabs.onmessage = async ({ data }) => {
  if (data.ask && !shut()) tabs.postMessage({ key: held('key') });
  if (data.changed) emit('changed', data.changed);
  if (!data.key || !shut() || !(await opens(data.key)) || !shut()) return;
  hold('key', data.key);
  emit('key');
};
export const askTabs = () => tabs.postMessage({ ask: true });

/** Tells this tab and the others that something stored has changed. */
export function changed(what) {
  emit('changed', what);
  tabs.postMessage({ changed: what });
}

/**
 * @param {string} path @param {{method?: string, json?: any, body?: FormData, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}  Raises Failure; when the server does not answer, its code is NK-SERVER-LOST.
 */
export async function call(path, { method, json, body, signal } = {}) {
  const headers = { 'Accept-Language': document.documentElement.lang };
  if (held('key')) headers.Authorization = `Bearer ${held('key')}`;
  if (json) headers['Content-Type'] = 'application/json';
  const sent = json ? JSON.stringify(json) : body;
  const response = await fetch(path, { method: method ?? (sent ? 'POST' : 'GET'), headers, body: sent, signal, cache: 'no-store', credentials: 'omit' }).catch((error) => {
    throw signal?.aborted ? error : lost();
  });
  refused = response.status === 401;
  if (response.ok) return response;
  const told = await response.json().catch(() => ({})); // not one of ours: the status alone says what happened
  if (refused) emit('locked');
  throw new Failure({ message: `HTTP ${response.status}`, ...told.error }, response.status);
}

export async function get(path, options) {
  const response = await call(path, options);
  return response.status === 204 ? null : response.json();
}

/** Does it, tells what went wrong, and says what has changed. */
export async function attempt(what, act) {
  await act().catch((error) => emit('trouble', error));
  changed(what);
}

/** The events of a stream, `{event, data}`.  Raises Failure NK-SERVER-LOST when it breaks off.
 * @param {Response} response @param {AbortSignal} [signal] */
export async function* events(response, signal) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (text + value).split('\n\n');
      text = parts.pop();
      for (const part of parts) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? []; // all else is a sign of life
        if (data) yield { event, data: JSON.parse(data) };
      }
    }
  } catch (error) {
    throw signal?.aborted || error instanceof Failure ? error : lost();
  } finally {
    reader.cancel().catch(() => {});
  }
}
