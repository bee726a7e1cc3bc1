/** What the page keeps in the browser: choices for good, the key and the draft for as long as the tab is open. */

const now = new Map(); // also where storage is forbidden

function read(store, key) {
  try {
    return now.get(key) ?? window[store].getItem(`necker.${key}`);
  } catch {
    return null;
  }
}

function write(store, key, value) {
  now.set(key, value);
  try {
    window[store].setItem(`necker.${key}`, value);
  } catch {
    // it lasts as long as the page
  }
}

/** A choice: `theme`, `interface`, `answers`, `keys`. */
export const choice = (key, otherwise) => read('localStorage', key) ?? otherwise;

export const choose = (key, value) => write('localStorage', key, value);

/** What this tab holds: `key`, `draft`, `mode`. */
export const held = (key) => read('sessionStorage', key) ?? '';

export const hold = (key, value) => write('sessionStorage', key, value);
