/** What happens in one part of the page and matters to another; and what is said to screen readers. */

const target = new EventTarget();

export const emit = (name, detail) => target.dispatchEvent(new CustomEvent(name, { detail }));

export const listen = (name, listener) => target.addEventListener(name, (event) => listener(event.detail));

let waiting = '';
let clock = 0;

/** Says it, not more often than every second and a half; the last one wins. */
export function announce(text) {
  waiting = text;
  if (clock) return;
  const speak = () => {
    if (waiting) document.getElementById('status').textContent = waiting;
    clock = waiting ? setTimeout(speak, 1500) : 0;
    waiting = '';
  };
  clock = setTimeout(speak, 60);
}
