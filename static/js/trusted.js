// Trusted Types: the one way in which text becomes a page, for htmx, which parses the panels that our own server sends.
// A panel of ours never holds a script, a frame or an object, so one that does is not ours. Text never becomes a program
// or the address of one: for those the policy has no way at all.
const FORBIDDEN = /<\s*(script|iframe|object|embed|base|meta)[\s/>]/i;

function html(text) {
  if (FORBIDDEN.test(text)) throw new TypeError("this text may not become a page");
  return text;
}

window.trustedTypes?.createPolicy("default", { createHTML: html });
