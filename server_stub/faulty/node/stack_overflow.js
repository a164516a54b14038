// settings 1.6.2: Compares two settings trees, one of which contains itself.
function same(a, b) {
  if (typeof a !== 'object' || a === null) return a === b;
  return Object.keys(a).every((key) => same(a[key], b[key]));
}

const defaults = { theme: 'dark', panels: { left: true } };
defaults.panels.parent = defaults;
const current = { theme: 'dark', panels: { left: true } };
current.panels.parent = current;

console.log(same(defaults, current));
