// pages 5.0.0: Builds a page from parts; the error is three awaits deep.
const templates = { header: 'Hello {name}', body: 'You have {count} parcels', footer: '{imprint}' };

async function fill(part, values) {
  const template = await Promise.resolve(templates[part]);
  return template.replace(/{(\w+)}/g, (_, name) => values[name].toString());
}

async function renderParts(values) {
  const parts = [];
  for (const part of Object.keys(templates)) parts.push(await fill(part, values));
  return parts;
}

async function renderPage(user) {
  const parts = await renderParts({ name: user, count: 2 });
  return parts.join('\n');
}

renderPage('Ana').then(console.log);
